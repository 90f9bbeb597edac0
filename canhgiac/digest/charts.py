"""Charts of a digest as inline SVG: no script, no picture to load, each with its numbers in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

_BAR, _GAP = 6, 2
_SPARK_HEIGHT = 24
_HEIGHT, _AXIS = 120, 18


class Series(NamedTuple):
    """One colour of a chart: its name, a CSS class that colours it, a count a day."""

    name: str
    style: str
    counts: Sequence[int]


def spark(counts: Sequence[int], covered: int, words: str) -> Markup:
    """Small bars, a day each; the last ``covered`` ones stand out. ``words`` says the same to who can't see it."""
    largest = max([*counts, 1])
    width = len(counts) * (_BAR + _GAP)
    bars = []
    for place, count in enumerate(counts):
        height = max(1.0 if count == 0 else 2.0, _SPARK_HEIGHT * count / largest)
        style = "now" if place >= len(counts) - covered else "then"
        bars.append(
            f'<rect class="{style}" x="{place * (_BAR + _GAP)}" y="{_SPARK_HEIGHT - height:.1f}" '
            f'width="{_BAR}" height="{height:.1f}"/>'
        )
    return Markup(  # noqa: S704  made of numbers and what was escaped
        f'<svg class="spark" role="img" aria-label="{escape(words)}" viewBox="0 0 {width} {_SPARK_HEIGHT}" '
        f'width="{width}" height="{_SPARK_HEIGHT}">{"".join(bars)}</svg>'
    )


def stacked(days: Sequence[str], series: Sequence[Series], words: str) -> Markup:
    """Every day's counts on top of each other, with the first and last day and the highest sum written beside."""
    sums = [sum(each.counts[place] for each in series) for place in range(len(days))]
    largest = max([*sums, 1])
    step = 40
    width = len(days) * step
    parts = [f'<line class="axis" x1="0" y1="{_HEIGHT}" x2="{width}" y2="{_HEIGHT}"/>']
    for place, day in enumerate(days):
        top = float(_HEIGHT)
        for each in series:
            height = (_HEIGHT - 16) * each.counts[place] / largest
            top -= height
            if height:
                parts.append(
                    f'<rect class="{each.style}" x="{place * step + 5}" y="{top:.1f}" width="{step - 10}" '
                    f'height="{height:.1f}"/>'
                )
        label = f"{day[8:]}/{day[5:7]}"
        middle = place * step + step // 2
        parts.append(f'<text class="count" x="{middle}" y="{top - 3:.1f}">{sums[place] or ""}</text>')
        if place % 2 == (len(days) - 1) % 2:
            parts.append(f'<text class="day" x="{middle}" y="{_HEIGHT + _AXIS - 4}">{label}</text>')
    return Markup(  # noqa: S704  made of numbers and what was escaped
        f'<svg class="chart" role="img" aria-label="{escape(words)}" '
        f'viewBox="0 0 {width} {_HEIGHT + _AXIS}" width="100%">{"".join(parts)}</svg>'
    )
