"""Files of readings and of survey answers, to forms and problems; and the template for readings."""

from results.readings.workbook.readings import read_readings, template
from results.readings.workbook.surveys import GivenAnswers, given_answers, read_answers

__all__ = ["GivenAnswers", "given_answers", "read_answers", "read_readings", "template"]
