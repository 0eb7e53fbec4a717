"""Plans as charts."""

from tracker.plan.charts.timeline import finding, timeline

__all__ = [
    "finding",
    "timeline",
]
