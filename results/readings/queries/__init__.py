"""Readings as series, by place, and as imports."""

from results.readings.queries.areas import EVERYWHERE, Area, Groups, groups, sees_every_store
from results.readings.queries.history import CorrectionRow, corrections
from results.readings.queries.imports import (
    ImportRow,
    Preview,
    imports,
    preview,
    store_codes,
    typed_indicators,
)
from results.readings.queries.panel import PanelRow, panel
from results.readings.queries.places import (
    PlaceValue,
    Stretch,
    by_channel,
    by_group,
    by_phase,
    by_region,
    by_store,
    by_team,
)
from results.readings.queries.series import Series, SeriesPoint, series

__all__ = [
    "EVERYWHERE",
    "Area",
    "CorrectionRow",
    "Groups",
    "ImportRow",
    "PanelRow",
    "PlaceValue",
    "Preview",
    "Series",
    "SeriesPoint",
    "Stretch",
    "by_channel",
    "by_group",
    "by_phase",
    "by_region",
    "by_store",
    "by_team",
    "corrections",
    "groups",
    "imports",
    "panel",
    "preview",
    "sees_every_store",
    "series",
    "store_codes",
    "typed_indicators",
]
