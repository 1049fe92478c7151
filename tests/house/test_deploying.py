"""What operators are given to copy agrees with the code: settings, commands, limits."""

import re
from pathlib import Path

from forum.app import MAX_REQUEST_BYTES
from tests.house.source import ROOT, files, report

DEPLOY = ROOT / "docs" / "operators" / "deploy"
SETTING = re.compile(r"\bALCOVE_[A-Z_]*[A-Z]\b")
# Of the proxy's configuration and of the tests: Alcove itself does not read them.
OF_OTHERS = {"ALCOVE_SITE", "ALCOVE_WEB"}


def _named(paths: list[Path]) -> set[str]:
    found = {name for path in paths for name in SETTING.findall(path.read_text())}
    return {name.removesuffix("_FILE") for name in found if not name.startswith("ALCOVE_TEST_")}


def test_operators_are_told_of_settings_that_exist_and_of_all_of_them() -> None:
    known = _named([ROOT / "forum" / "config" / "__init__.py", ROOT / "forum" / "server.py"])
    told = _named([path for path in (ROOT / "docs" / "operators").rglob("*") if path.is_file()]) - OF_OTHERS
    assert told <= known, report(sorted(told - known), "Nothing reads this setting: name one that exists.")
    listed = _named([ROOT / "docs" / "operators" / "running.md"])
    assert known <= listed, report(
        sorted(known - listed), "Add it to the table in docs/operators/running.md."
    )


def test_proxies_take_texts_as_long_as_alcove_does() -> None:
    megabytes = MAX_REQUEST_BYTES // 2**20
    assert f"client_max_body_size {megabytes}m;" in (DEPLOY / "nginx.conf").read_text()
    assert f"max_size {megabytes}MB" in (DEPLOY / "Caddyfile").read_text()


def test_no_proxy_keeps_a_list_of_who_read_what() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text()
    assert nginx.count("access_log off;") == nginx.count("server {") == 2
    assert re.findall(r"^\s+log\b.*", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE) == ["\tlog {"]


def test_containers_run_without_root_and_without_a_way_out() -> None:
    compose = (DEPLOY / "compose.yaml").read_text()
    ours = compose[compose.index("x-alcove:") : compose.index("x-settings:")]
    for bound in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "networks: [inside]"):
        assert bound in ours
    assert compose.count("<<: *alcove") == 3
    assert "inside: {internal: true}" in compose
    assert "USER alcove" in (DEPLOY / "Dockerfile").read_text()


def test_every_file_that_operators_are_pointed_to_is_there() -> None:
    faults = [
        f"{page.name}: {target}"
        for page in files("docs", "*.md")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert not faults, report(faults, "The link leads nowhere.")


def test_what_the_page_on_discretion_shows_writes_nothing_down_and_leads_somewhere() -> None:
    page = ROOT / "docs" / "operators" / "privacy.md"
    told = page.read_text()
    assert "access_log off;" in told
    for config in (told, (DEPLOY / "nginx.conf").read_text()):
        assert "proxy_max_temp_file_size 0;" in config
    for link in re.findall(r"\]\(([^)]+)\)", told):
        assert (page.parent / link).exists(), link
    assert "docs/operators/privacy.md" in (ROOT / "README.md").read_text()
