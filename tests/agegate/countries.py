"""A country database as a file, in the format that operators buy or download (MaxMind DB 2.0), made small."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

MARK = b"\xab\xcd\xefMaxMind.com"
SEPARATOR = bytes(16)
RECORD_BITS = 24


def write(file: Path, networks: dict[str, Any]) -> Path:
    """Write what is said of each IPv4 network."""
    tree: list[list[Any]] = [[None, None]]
    data = b""
    for network, found in networks.items():
        _plant(tree, network, len(data))
        data += _encoded(found)
    nodes = b"".join(_record(side, len(tree)) for node in tree for side in node)
    facts = {
        "node_count": len(tree),
        "record_size": RECORD_BITS,
        "ip_version": 4,
        "database_type": "Test",
        "languages": [],
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 1,
        "description": {},
    }
    file.write_bytes(nodes + SEPARATOR + data + MARK + _encoded(facts))
    return file


def _plant(tree: list[list[Any]], network: str, at: int) -> None:
    """Walk down a network's bits, making nodes, and leave the place of its data at the end."""
    parsed = ip_network(network)
    bits = f"{int(parsed.network_address):032b}"[: parsed.prefixlen]
    node = 0
    for bit in bits[:-1]:
        below = tree[node][int(bit)]
        if below is None:
            tree.append([None, None])
            below = tree[node][int(bit)] = ("node", len(tree) - 1)
        node = below[1]
    tree[node][int(bits[-1])] = ("data", at)


def _record(side: tuple[str, int] | None, nodes: int) -> bytes:
    if side is None:
        number = nodes
    else:
        kind, place = side
        number = place if kind == "node" else nodes + len(SEPARATOR) + place
    return number.to_bytes(RECORD_BITS // 8, "big")


def _encoded(value: Any) -> bytes:
    match value:
        case bool():
            return bytes([int(value), 7])  # an extended type, whose size is its value
        case int():
            raw = value.to_bytes(8, "big").lstrip(b"\0")
            return bytes([len(raw), 2]) + raw  # uint64
        case str():
            raw = value.encode()
            return (
                bytes([2 << 5 | len(raw)]) + raw
                if len(raw) < 29
                else bytes([2 << 5 | 29, len(raw) - 29]) + raw
            )
        case list():
            return bytes([len(value), 4]) + b"".join(map(_encoded, value))
        case _:
            pairs = (_encoded(key) + _encoded(inner) for key, inner in value.items())
            return bytes([7 << 5 | len(value)]) + b"".join(pairs)
