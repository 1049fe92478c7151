"""Where a reply stands: the path of ordinals that puts a conversation into reading order.

A path is the ordinals of a reply and its ancestors, top level first, each in one to four bytes. The
bytes sort as the numbers do and no ordinal's bytes begin another's, so `ORDER BY path` is reading
order and a branch is one range: from its path to its path followed by 0xff.
"""

AFTER_ALL = b"\xff"  # no ordinal begins with it

# (first number that does not fit, bytes, the lead byte's mark)
WIDTHS = ((0x80, 1, 0x00), (0x4000, 2, 0x80), (0x20_0000, 3, 0xC0), (0x1000_0000, 4, 0xE0))


def path_beneath(parent: bytes, ordinal: int) -> bytes:
    """The path of the reply that is number `ordinal` beneath `parent` (empty at top level).

    Raises ValueError for ordinals below 1 or above 268,435,455.
    """
    if ordinal < 1:
        raise ValueError("ordinals begin at 1")
    for bound, width, mark in WIDTHS:
        if ordinal < bound:
            return parent + (ordinal | mark << 8 * (width - 1)).to_bytes(width, "big")
    raise ValueError("more replies than a place can number")


def ancestors(path: bytes) -> list[bytes]:
    """The paths of a reply's ancestors, top level first, without its own."""
    found: list[bytes] = []
    at = 0
    while at < len(path):
        at += _width(path[at])
        found.append(path[:at])
    return found[:-1]


def end_of_branch(path: bytes) -> bytes:
    """The least byte string after every path in the branch that begins at `path`."""
    return path + AFTER_ALL


def _width(lead: int) -> int:
    return 1 if lead < 0x80 else 2 if lead < 0xC0 else 3 if lead < 0xE0 else 4
