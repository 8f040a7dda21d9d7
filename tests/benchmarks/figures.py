"""Figures and the table that shows them. Knows nothing of what is measured."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.columns import aligned

_FEW = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement and its reference from the same run, both in milliseconds or in another unit.

    `row` is its position in the table. The worst of fewer than 100 values is the largest, otherwise the 99th
    percentile, unless `is_about_peaks`.
    """

    row: int
    name: str
    measured: Sequence[float]
    reference_name: str
    reference: Sequence[float]
    is_about_peaks: bool = False


def table(figures: Sequence[Figure]) -> list[str]:
    """Return a heading and one line for each figure."""
    rows: list[tuple[str, ...]] = [
        ("what (ms)", "median", "worst", "n", "reference", "median", "worst", "ratio of medians")
    ]
    rows += [_row(figure) for figure in sorted(figures, key=lambda figure: figure.row)]
    return aligned(rows, left=(0, 4))


def _row(figure: Figure) -> tuple[str, ...]:
    median, reference = statistics.median(figure.measured), statistics.median(figure.reference)
    return (
        figure.name,
        f"{median:.2f}",
        _worst(figure.measured, figure),
        str(len(figure.measured)),
        figure.reference_name,
        f"{reference:.2f}",
        _worst(figure.reference, figure),
        f"{median / reference:.2f}",
    )


def _worst(values: Sequence[float], figure: Figure) -> str:
    if figure.is_about_peaks or len(values) < _FEW:
        return f"max {max(values):.2f}"
    return f"p99 {statistics.quantiles(values, n=100)[98]:.2f}"
