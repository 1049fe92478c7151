"""The policy file: read whole or refused with every fault, and what the operator is told of it."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from forum.access import AgeLevel
from forum.agegate.policy import AgePolicy, Region
from forum.agegate.policy_file import PolicyFault, parse, read
from forum.config import Config, ConfigError

# The example of docs/operators/age.md.
WRITTEN = """
version = 3
default_region = "*"
[regions."*"]
floor = "declared"
methods = ["click"]
[regions.AU]
floor = "declared"
account_floor = "verified"
methods = ["click", "eu_av", "oidc_age"]
[min_version]
declared = 2
"""


def test_a_whole_policy_is_read(tmp_path: Path) -> None:
    file = tmp_path / "age.toml"
    file.write_text(WRITTEN)
    australia = Region(AgeLevel.DECLARED, AgeLevel.VERIFIED, ("click", "eu_av", "oidc_age"))
    assert read(file) == AgePolicy(3, "*", {"*": Region(), "AU": australia}, {AgeLevel.DECLARED: 2})


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ('version = "3"', "version must be a whole number"),
        ("version = true", "version must be a whole number"),
        ("version = 0", "version must be a whole number"),
        ('default_region = "NZ"', "default_region names 'NZ'"),
        ('flour = "declared"', "'flour' in the file is unknown"),
        ('[regions.NZ]\nfloor = "declared"\nmethods = ["click"]\nfloors = 1', "'floors' in [regions.NZ]"),
        (
            '[regions.NZ]\nmethods = ["click"]',
            "floor in [regions.NZ] must be one of none, declared, verified",
        ),
        ('[regions.NZ]\nfloor = "adult"\nmethods = ["click"]', "floor in [regions.NZ]"),
        ('[regions.NZ]\nfloor = "declared"', "methods in [regions.NZ]"),
        ('[regions.NZ]\nfloor = "declared"\nmethods = ["selfie"]', "methods in [regions.NZ]"),
        ('[regions.NZ]\nfloor = "declared"\nmethods = ["click", "click"]', "each once"),
        ('[regions.NZ]\nfloor = "verified"\nmethods = ["click"]', "nobody could come in"),
        ('[regions.NZ]\nfloor = "declared"\nmethods = []', "nobody could come in"),
        ('[regions.nz]\nfloor = "declared"\nmethods = ["click"]', "must be named"),
        ("[min_version]\ndeclared = 4", "from 1 to the file's version"),
        ("[min_version]\nnone = 1", "'none' in [min_version]"),
        ("[min_version]\nverified = 1.5", "verified in [min_version]"),
        ("version = ", "is not TOML"),
    ],
)
def test_a_fault_is_refused_with_a_sentence(tmp_path: Path, fault: str, says: str) -> None:
    base = 'version = 3\n[regions."*"]\nfloor = "declared"\nmethods = ["click"]\n'
    lines = base if not fault.startswith("version") else base.removeprefix("version = 3\n")
    file = tmp_path / "age.toml"
    file.write_text(f"{fault}\n{lines}" if not fault.startswith("[") else f"{lines}{fault}\n")
    with pytest.raises(PolicyFault) as caught:
        read(file)
    assert says in str(caught.value)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(PolicyFault) as caught:
        parse({"version": -1, "regions": {"*": {"floor": 18, "methods": "click"}}, "extra": 1})
    assert str(caught.value).count(".") >= 4


words = some.text(max_size=4) | some.sampled_from(
    ["*", "floor", "methods", "click", "declared", "regions", "AU"]
)
things = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | words,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(words, inner, max_size=3),
)
top = some.fixed_dictionaries(
    {}, optional=dict.fromkeys(("version", "default_region", "regions", "min_version"), things)
)


@given(top)
def test_nothing_that_toml_can_say_gives_another_error(written: dict[str, Any]) -> None:
    try:
        policy = parse(written)
    except PolicyFault:
        return
    assert policy.region() in policy.regions.values()


def test_the_site_does_not_start_under_a_wrong_policy(tmp_path: Path) -> None:
    from forum.app import create_app

    file = tmp_path / "age.toml"
    url = f"sqlite:///{tmp_path / 'a.db'}"
    config = Config(secret_key="s" * 40, data_dir=tmp_path, database_url=url, age_policy=file)
    with pytest.raises(ConfigError, match=r"^ALCOVE_AGE_POLICY: .*age.toml cannot be read"):
        create_app(config)
    file.write_text("version = 1")
    with pytest.raises(ConfigError, match=r"ALCOVE_AGE_POLICY: .*at least"):
        create_app(config)


def test_a_policy_is_checked_before_it_is_put_in_force(sqlite_app: Flask, tmp_path: Path) -> None:
    run = sqlite_app.test_cli_runner().invoke
    file = tmp_path / "age.toml"
    file.write_text(WRITTEN)
    good = run(args=["alcove", "age", "check-policy", str(file)])
    assert good.exit_code == 0, good.output
    assert "AU      reading: declared  joining: verified  by click, eu_av, oidc_age" in good.output
    assert "*       reading: declared  joining: none " in good.output
    assert "Asked again: declared before version 2." in good.output
    file.write_text(WRITTEN.replace("floor", "flour", 1))
    bad = run(args=["alcove", "age", "check-policy", str(file)])
    assert bad.exit_code == 1
    assert "'flour' in [regions.*] is unknown" in bad.output
    assert "Version 1" in run(args=["alcove", "age", "check-policy"]).output
