"""What a visit cost its visitor, as typed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from audits.visits.rules.money import CostKind
from tracker.core.forms import Form, Text

MOST_MINOR = 10_000_000  # a hundred thousand: beyond it somebody typed hundredths

CostNote = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=500)]


class CostForm(Form):
    kind: CostKind
    amount_minor: Annotated[int, Field(gt=0, le=MOST_MINOR)]
    note: CostNote = ""


class SettledForm(Form):
    accepted_minor: Annotated[int, Field(ge=0, le=MOST_MINOR)]
    note: CostNote = ""
