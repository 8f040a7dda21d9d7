"""Aligned tables for programs that print measurements."""

from collections.abc import Collection, Sequence


def aligned(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> list[str]:
    """A line for each row, its cells under each other: to the left in the columns of `left`, to the right elsewhere."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths, left)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Sequence[int], left: Collection[int]) -> list[str]:
    places = enumerate(zip(row, widths, strict=True))
    return [cell.ljust(width) if place in left else cell.rjust(width) for place, (cell, width) in places]
