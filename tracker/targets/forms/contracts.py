"""What a contract of an indicator must hold, whether a template says it, a workbook or a person."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import CLEANED, Form
from tracker.core.models import FLOAT_RANGE
from tracker.core.words import Label
from tracker.plan.rules.texts import LONG
from tracker.targets.rules import (
    AddsUp,
    Direction,
    Frequency,
    LimitsChart,
    LimitsProfile,
    Measure,
    Path,
    TargetKind,
    Timing,
    Unit,
)

LONGEST_NAME = 200
FEWEST_MONTHS, MOST_MONTHS = 2, 36  # of a rolling value
MOST_IN_A_ROW = 36
DERIVED = r"^[a-z_]+(:[A-Za-z0-9][A-Za-z0-9_.-]*)?$"  # a kind, and what it is derived from

Value = Annotated[float, Field(ge=-FLOAT_RANGE, le=FLOAT_RANGE, allow_inf_nan=False)]
IndicatorCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Derived = Annotated[str, StringConstraints(max_length=40, pattern=DERIVED)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG), CLEANED]


def _cleaned(longest: int) -> AfterValidator:
    def clean(label: Label) -> Label:
        found = Label(*(one.strip() for one in (Wording.read(text=label.en).text, Wording.read(text=label.zh_CN).text)))
        if max(len(found.en), len(found.zh_CN)) > longest:
            raise PydanticCustomError("contracts.too_long", "a text is too long", {"most": longest})
        return found

    return AfterValidator(clean)


class Wording(Form):
    text: Annotated[str, CLEANED]


Name = Annotated[Label, _cleaned(LONGEST_NAME)]
Text = Annotated[Label, _cleaned(LONG)]


class ReasonForm(Form):
    reason: Reason


class Target(Form):
    """`kind` says how `value` is read (see TargetKind); `high` is the upper end of a range."""

    kind: Annotated[TargetKind, Field(strict=False)]
    value: Value | None = None
    high: Value | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        _demand_target(self.kind, self.value, self.high)
        return self


def _demand_target(kind: TargetKind, value: float | None, high: float | None) -> None:
    if (kind is TargetKind.UNSET) != (value is None):
        raise PydanticCustomError("targets.value_by_kind", "value and kind disagree", {})
    if (kind is TargetKind.RANGE) != (high is not None):
        raise PydanticCustomError("targets.range_two_ends", "a range has two ends", {})
    if value is not None and high is not None and high < value:
        raise PydanticCustomError("targets.range_order", "a range's ends are in order", {})


def demand_direction(kind: TargetKind, direction: Direction) -> None:
    """A range for what is best within a range, and only for that; the target may be still to be set."""
    if (direction is Direction.RANGE) != (kind is TargetKind.RANGE) and kind is not TargetKind.UNSET:
        raise PydanticCustomError("targets.range_both", "direction and target disagree", {})


class Definition(Form):
    """How an indicator is measured and read, apart from its words and its target."""

    unit: Annotated[Unit, Field(strict=False)]
    direction: Annotated[Direction, Field(strict=False)]
    smallest_n: Annotated[int, Field(ge=1)] = 1
    derived: Derived | None = None
    measure: Annotated[Measure, Field(strict=False)] = Measure.MEAN
    frequency: Annotated[Frequency, Field(strict=False)] = Frequency.MONTHLY
    timing: Annotated[Timing, Field(strict=False)] = Timing.FLOW
    rolling_months: Annotated[int, Field(ge=FEWEST_MONTHS, le=MOST_MONTHS)] | None = None
    adds_up: Annotated[AddsUp, Field(strict=False)] = AddsUp.WEIGHTED
    path: Annotated[Path, Field(strict=False)] = Path.LINE
    consecutive: Annotated[int, Field(ge=1, le=MOST_IN_A_ROW)] = 1
    alert_below: Value | None = None
    alert_above: Value | None = None
    chart: Annotated[LimitsChart, Field(strict=False)] = LimitsChart.XMR
    profile: Annotated[LimitsProfile, Field(strict=False)] = LimitsProfile.NHSR

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.timing is Timing.ROLLING) != (self.rolling_months is not None):
            raise PydanticCustomError("contracts.rolling_months", "a rolling value has its months", {})
        if self.alert_below is not None and self.alert_above is not None and self.alert_below >= self.alert_above:
            raise PydanticCustomError("contracts.alerts_in_order", "thresholds are in order", {})
        if self.chart is LimitsChart.P and self.measure is not Measure.SHARE:
            raise PydanticCustomError("contracts.p_is_of_shares", "a p chart is of shares", {})
        if self.chart is LimitsChart.U and self.measure is not Measure.RATE:
            raise PydanticCustomError("contracts.u_is_of_rates", "a u chart is of rates", {})
        return self


class NewIndicator(Definition):
    """One more in a running programme; its texts in the language of whoever defines it."""

    code: IndicatorCode
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME), CLEANED]
    question: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG), CLEANED]


class ContractEdit(Definition):
    """The whole contract as it would stand after a restatement."""

    name: Name
    note: Text
    question: Text
    formula: Text
    numerator: Text
    denominator: Text
    baseline: Value | None
    baseline_from: date | None
    baseline_to: date | None
    baseline_n: Annotated[int, Field(ge=1)] | None
    target_kind: Annotated[TargetKind, Field(strict=False)]
    target: Value | None
    target_high: Value | None
    target_on: date
    owner_id: UUID | None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _demand_target(self.target_kind, self.target, self.target_high)
        demand_direction(self.target_kind, self.direction)
        if not (self.name.en or self.name.zh_CN):
            raise PydanticCustomError("contracts.needs_a_name", "a name in one language at least", {})
        first, last = self.baseline_from, self.baseline_to
        if (first is None) != (last is None) or (first is not None and self.baseline is None):
            raise PydanticCustomError("contracts.window_whole", "a window has two ends and a baseline", {})
        if first is not None and last is not None and last < first:
            raise PydanticCustomError("contracts.window_order", "a window's ends are in order", {})
        return self


class BaselineEdit(Form):
    baseline: Value | None


class InterimEdit(Form):
    """`value` None takes the interim target away."""

    due_on: date
    value: Value | None
