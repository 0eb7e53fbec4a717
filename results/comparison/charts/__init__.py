"""An indicator as a bullet and as a line over time, as Vega-Lite specs made once for the same rows and language."""

from results.comparison.charts.bullet import bullet_chart
from results.comparison.charts.over_time import line_chart
from results.comparison.charts.spark import spark_chart

__all__ = ["bullet_chart", "line_chart", "spark_chart"]
