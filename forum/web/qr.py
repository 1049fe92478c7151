"""A QR code as a page can draw it: nothing is fetched, and no script is needed."""

from dataclasses import dataclass

QUIET = 4  # squares of margin, without which cameras find nothing (ISO/IEC 18004)


@dataclass(frozen=True)
class Picture:
    """The dark squares of a code as the path of an SVG drawing that is `size` squares wide."""

    size: int
    path: str


def drawn(text: str, *, is_long: bool = False) -> Picture:
    """The picture of a text for a phone's camera; a long one has coarser squares, none of them to spare."""
    import segno  # loads tables that only this page needs

    rows = [
        list(row) for row in segno.make(text, error="l" if is_long else "m", boost_error=not is_long).matrix
    ]
    squares = (
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Picture(len(rows) + 2 * QUIET, "".join(squares))
