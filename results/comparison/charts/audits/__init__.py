"""Audits in pictures: scores by wave, stores by section, means and changes with intervals, an item over time, visits done."""

from results.comparison.charts.audits.course import trend_chart
from results.comparison.charts.audits.map import map_chart
from results.comparison.charts.audits.ranges import changed_chart, channels_chart, sections_chart
from results.comparison.charts.audits.spread import spread_chart
from results.comparison.charts.audits.visits import coverage_chart

__all__ = [
    "changed_chart",
    "channels_chart",
    "coverage_chart",
    "map_chart",
    "sections_chart",
    "spread_chart",
    "trend_chart",
]
