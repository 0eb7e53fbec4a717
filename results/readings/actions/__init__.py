"""Storing readings and survey answers. A value that differs from the stored one is a new revision; the old one stays."""

from results.readings.actions.correcting import correct_reading, type_reading
from results.readings.actions.imports import Imported, import_readings
from results.readings.actions.received import Received, receive_readings
from results.readings.actions.surveys import SurveyImported, import_survey

__all__ = [
    "Imported",
    "Received",
    "SurveyImported",
    "correct_reading",
    "import_readings",
    "import_survey",
    "receive_readings",
    "type_reading",
]
