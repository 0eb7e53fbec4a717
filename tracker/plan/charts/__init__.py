"""Plans as charts."""

from tracker.plan.charts.lanes import lanes, lanes_finding
from tracker.plan.charts.moving import moved_finding, moving
from tracker.plan.charts.rows import WHOLE, View
from tracker.plan.charts.timeline import CLICKED, finding, timeline

__all__ = [
    "CLICKED",
    "WHOLE",
    "View",
    "finding",
    "lanes",
    "lanes_finding",
    "moved_finding",
    "moving",
    "timeline",
]
