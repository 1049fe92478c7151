"""Which region somebody is in: told by a country database on this machine, and never written down."""

from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from flask import Flask

from forum.access import AgeLevel
from forum.agegate import policy_file
from forum.agegate.policy import Region

# What databases write in a country's place where an address tells nothing: Tor, other anonymous ways,
# satellites (MaxMind's GeoIP2 pages, and others after them).
NO_COUNTRY = frozenset({"T1", "A1", "A2", "XX"})
ANONYMOUS = ("is_tor_exit_node", "is_anonymous", "is_anonymous_proxy", "is_anonymous_vpn")


class DatabaseFault(Exception):
    """The country database cannot be used; the message says why."""


def install(app: Flask, file: Path | None) -> None:
    """Read the country database into memory, if there is one; raises DatabaseFault."""
    app.extensions["countries"] = None
    if file is None:
        return
    import maxminddb  # only where an operator has such a file

    try:
        app.extensions["countries"] = maxminddb.open_database(file, maxminddb.MODE_MEMORY)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise DatabaseFault(f"{file} is not a country database that can be read.") from error


def floor_of(app: Flask, address: str | None) -> AgeLevel:
    """The level that whoever comes from an address needs to read anything behind the gate."""
    return of_address(app, address).floor


def of_address(app: Flask, address: str | None) -> Region:
    """What is asked of whoever comes from an address; unknown ones and Tor get the operator's default."""
    return policy_file.of(app).region(*_names_of(app, address))


def _names_of(app: Flask, address: str | None) -> tuple[str, ...]:
    """The regions that an address lies in, the smallest first."""
    countries = app.extensions["countries"]
    if countries is None or not address:
        return ()
    try:
        found: Any = countries.get(_plain(address))
    except ValueError:  # no address, such as that of a Unix socket, or IPv6 in a database without it
        return ()
    return _names(found) if isinstance(found, dict) else ()


def _plain(address: str) -> str:
    """An address as databases have it: a socket for both kinds tells IPv4 as `::ffff:192.0.2.1`."""
    parsed = ip_address(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)


def _names(found: dict[str, Any]) -> tuple[str, ...]:
    traits = found.get("traits") or {}
    country = (found.get("country") or {}).get("iso_code")
    if not country or country in NO_COUNTRY or any(traits.get(trait) for trait in ANONYMOUS):
        return ()
    parts = [part.get("iso_code") for part in found.get("subdivisions") or []]
    return (*(f"{country}-{part}" for part in reversed(parts) if part), country)
