"""The policy file: what an operator asks of people's age, by region, checked whole before it counts."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from forum.access import AgeLevel
from forum.agegate.policy import ANYWHERE, METHOD_LEVELS, AgePolicy, Region

LEVELS = {level.name.lower(): level for level in AgeLevel}
REGION = re.compile(r"\*|[A-Z]{2}(-[A-Z0-9]{1,3})?")  # ISO 3166-1 and -2
AT_TOP = {"version", "default_region", "regions", "min_version"}
IN_REGION = {"floor", "account_floor", "methods"}


class PolicyFault(Exception):
    """The policy file cannot be used; the message says all that is wrong with it."""


def install(app: Flask, file: Path | None) -> None:
    """Put the policy in force; raises PolicyFault before anybody could come in under a wrong one."""
    app.extensions["age_policy"] = AgePolicy() if file is None else read(file)


def in_force() -> AgePolicy:
    """The policy of the present application."""
    return of(current_app)


def of(app: Flask) -> AgePolicy:
    """The policy of an application."""
    policy: AgePolicy = app.extensions["age_policy"]
    return policy


def read(file: Path) -> AgePolicy:
    """The policy in a TOML file; raises PolicyFault."""
    try:
        return parse(tomllib.loads(file.read_text()))
    except OSError as error:
        raise PolicyFault(f"{file} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyFault(f"{file} is not TOML: {error}.") from error


def parse(written: Mapping[str, Any]) -> AgePolicy:
    """The policy that a file's tables say; raises PolicyFault with every fault in it."""
    faults = _unknown(written, AT_TOP, "the file")
    version = written.get("version", 0)
    if not _is_count(version):
        faults.append("version must be a whole number from 1 on.")
        version = 1
    regions = _regions(written.get("regions"), faults)
    default = written.get("default_region", ANYWHERE)
    if not isinstance(default, str) or default not in regions:
        faults.append(f"default_region names {default!r}, but there is no such region in the file.")
    lowest = _lowest_versions(written.get("min_version", {}), version, faults)
    if faults:
        raise PolicyFault(" ".join(faults))
    return AgePolicy(version, default, regions, lowest)


def _regions(written: Any, faults: list[str]) -> dict[str, Region]:
    if not isinstance(written, Mapping) or not written:
        faults.append('There must be a table for each region, at least [regions."*"].')
        return {}
    return {name: _region(name, table, faults) for name, table in written.items()}


def _region(name: str, written: Any, faults: list[str]) -> Region:
    place = f"[regions.{name}]"
    if not REGION.fullmatch(name):
        faults.append(f'{place} must be named "*", or after a country or a part of one: AU, US-TX.')
    if not isinstance(written, Mapping):
        faults.append(f"{place} must be a table.")
        return Region()
    faults += _unknown(written, IN_REGION, place)
    floor = _level(written.get("floor"), f"floor in {place}", faults)
    account_floor = _level(written.get("account_floor", "none"), f"account_floor in {place}", faults)
    methods = _methods(written.get("methods"), place, faults)
    highest = max((METHOD_LEVELS[method] for method in methods), default=AgeLevel.NONE)
    if max(floor, account_floor) > highest:
        faults.append(f"No method in {place} can show what its floors ask for, so nobody could come in.")
    return Region(floor, account_floor, methods)


def _level(written: Any, place: str, faults: list[str]) -> AgeLevel:
    if isinstance(written, str) and written in LEVELS:
        return LEVELS[written]
    faults.append(f"{place} must be one of {', '.join(LEVELS)}.")
    return AgeLevel.NONE


def _methods(written: Any, place: str, faults: list[str]) -> tuple[str, ...]:
    names = written if isinstance(written, list) else [None]
    if len(set(map(repr, names))) < len(names) or any(name not in tuple(METHOD_LEVELS) for name in names):
        faults.append(f"methods in {place} must be a list of some of {', '.join(METHOD_LEVELS)}, each once.")
        return ()
    return tuple(names)


def _lowest_versions(written: Any, version: int, faults: list[str]) -> dict[AgeLevel, int]:
    if not isinstance(written, Mapping):
        faults.append("[min_version] must be a table.")
        return {}
    named = {"declared", "verified"}
    faults += _unknown(written, named, "[min_version]")
    known = {name: lowest for name, lowest in written.items() if name in named}
    for name, lowest in known.items():
        if not _is_count(lowest) or lowest > version:
            faults.append(f"{name} in [min_version] must be a whole number from 1 to the file's version.")
    return {LEVELS[name]: lowest for name, lowest in known.items()}


def _unknown(written: Mapping[str, Any], known: set[str], place: str) -> list[str]:
    """A misspelt key must not quietly ask for less than was meant."""
    return [f"{key!r} in {place} is unknown." for key in written if key not in known]


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 1
