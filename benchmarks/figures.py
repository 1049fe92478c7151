"""A figure: one measured number beside its reference and its target."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One row of the table; `met` is what the numbers say, None where there is no target."""

    id: str
    title: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None
    reference: float | None = None
    ratio: float | None = None

    def as_json(self) -> dict[str, Any]:
        """As it stands in latest.json."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def at_most(key: str, title: str, value: float, unit: str, most: float) -> Figure:
    """A number that must stay below a bound."""
    return Figure(key, title, value, unit, f"≤ {most:g}{_beside(unit)}", value <= most)


def at_least(
    key: str, title: str, value: float, unit: str, least: float, reference: float | None = None
) -> Figure:
    """A number that must reach a bound, told beside what it is made of."""
    ratio = None if reference is None else value / reference
    return Figure(key, title, value, unit, f"≥ {least:g}{_beside(unit)}", value >= least, reference, ratio)


def as_fast(
    key: str, title: str, value: float, reference: float, ratio: float, least: float | None
) -> Figure:
    """Requests a second beside those of a reference, by the ratio of rounds taken in turn."""
    target = "" if least is None else f"≥ {least:g} ×"
    return Figure(
        key, title, value, "/s", target, None if least is None else ratio >= least, reference, ratio
    )


def as_cheap(
    key: str, title: str, value: float, reference: float, ratio: float, most: float, unit: str = "ms"
) -> Figure:
    """A cost beside that of a reference, by the ratio of rounds taken in turn."""
    return Figure(key, title, value, unit, f"≤ {most:g} ×", ratio <= most, reference, ratio)


def told(key: str, title: str, value: float, unit: str, reference: float | None = None) -> Figure:
    """A number that has no target and helps to understand the others."""
    return Figure(
        key, title, value, unit, reference=reference, ratio=None if reference is None else value / reference
    )


def _beside(unit: str) -> str:
    return f" {unit}" if unit else ""
