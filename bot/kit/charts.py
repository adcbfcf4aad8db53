"""Slack's own charts, cut to what it takes; messages only, at most two in one."""

from collections.abc import Mapping, Sequence

import slackblocks
from slackblocks import Block

from bot.kit.safe_text import plain

TITLE_MOST = 50
LABEL_MOST = 20
POINTS_MOST = 20
SERIES_MOST = 12

Numbers = Mapping[str, Sequence[float]]
"""Several series by name, each with a number for every label."""


def bars(title: str, labels: Sequence[str], series: Numbers) -> Block:
    """Set bars side by side, for things that are compared."""
    return _drawn(title, slackblocks.BarChart(*_axes(labels, series)))


def lines(title: str, labels: Sequence[str], series: Numbers) -> Block:
    """Draw lines, for values over several days."""
    return _drawn(title, slackblocks.LineChart(*_axes(labels, series)))


def _drawn(title: str, chart: slackblocks.BarChart | slackblocks.LineChart) -> Block:
    return slackblocks.DataVisualizationBlock(plain(title, most=TITLE_MOST) or "Chart", chart)


def _axes(labels: Sequence[str], series: Numbers) -> tuple[list[slackblocks.DataSeries], slackblocks.AxisConfig]:
    named = _unique(labels[:POINTS_MOST])
    kept = list(series.values())[:SERIES_MOST]
    drawn = [
        slackblocks.DataSeries(
            name, [slackblocks.DataPoint(label, number) for label, number in zip(named, numbers, strict=False)]
        )
        for name, numbers in zip(_unique(list(series)[:SERIES_MOST]), kept, strict=True)
    ]
    return drawn, slackblocks.AxisConfig(named)


def _unique(labels: Sequence[str]) -> list[str]:
    """Shorten labels and tell apart those that are then the same, since Slack refuses a chart with two alike."""
    found: list[str] = []
    for label in labels:
        short = plain(label, most=LABEL_MOST) or "—"
        number = 1
        while short in found:
            number += 1
            short = f"{plain(label, most=LABEL_MOST - len(str(number)) - 1)} {number}"
        found.append(short)
    return found
