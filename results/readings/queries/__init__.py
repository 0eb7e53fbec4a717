"""Readings as series, by place, and as imports."""

from results.readings.queries.imports import (
    CorrectionRow,
    ImportRow,
    Preview,
    corrections,
    imports,
    preview,
    store_codes,
    typed_indicators,
)
from results.readings.queries.places import PlaceValue, Stretch, by_channel, by_region, by_store
from results.readings.queries.series import EVERYWHERE, Area, Series, SeriesPoint, series

__all__ = [
    "EVERYWHERE",
    "Area",
    "CorrectionRow",
    "ImportRow",
    "PlaceValue",
    "Preview",
    "Series",
    "SeriesPoint",
    "Stretch",
    "by_channel",
    "by_region",
    "by_store",
    "corrections",
    "imports",
    "preview",
    "series",
    "store_codes",
    "typed_indicators",
]
