"""The sheets of the programme workbook, in the order in which rows can name what stands before them."""

from tracker.money.rules import BudgetChangeKind, EntryKind
from tracker.plan.rules import (
    Confidence,
    CriterionKind,
    Every,
    GateOutcome,
    LinkType,
    MinuteKind,
    PercentRule,
    ProgrammeStatus,
    Raci,
    TaskKind,
    TaskStatus,
)
from tracker.programmes.forms.sheets import Field, FieldKind, Noun
from tracker.risks.workbook import COLUMNS as RISK_COLUMNS
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

PROGRAMME_STATUS_WORDS = {each.value: f"exchange.programme_status.{each.value}" for each in ProgrammeStatus}
EVERY_WORDS = {each.value: f"network.every.{each.value}" for each in Every}
TASK_KIND_WORDS = {each.value: f"exchange.task_kind.{each.value}" for each in TaskKind}
TASK_STATUS_WORDS = {each.value: f"plan.status.{each.value}" for each in TaskStatus}
PERCENT_RULE_WORDS = {each.value: f"network.percent_rule.{each.value}" for each in PercentRule}
LINK_TYPE_WORDS = {each.value: f"network.type.{each.value.lower()}" for each in LinkType}
RACI_WORDS = {each.value: f"network.raci.{each.value}" for each in Raci}
CRITERION_KIND_WORDS = {each.value: f"gates.kind.{each.value}" for each in CriterionKind}
MINUTE_KIND_WORDS = {each.value: f"exchange.minute.{each.value}" for each in MinuteKind}
UNIT_WORDS = {each.value: f"targets.unit.{each.value}" for each in Unit}
DIRECTION_WORDS = {each.value: f"targets.direction.{each.value}" for each in Direction}
TARGET_KIND_WORDS = {each.value: f"targets.kind.{each.value}" for each in TargetKind}
MEASURE_WORDS = {each.value: f"contracts.measure.{each.value}" for each in Measure}
FREQUENCY_WORDS = {each.value: f"contracts.frequency.{each.value}" for each in Frequency}
TIMING_WORDS = {each.value: f"contracts.timing.{each.value}" for each in Timing}
ADDS_UP_WORDS = {each.value: f"contracts.adds_up.{each.value}" for each in AddsUp}
PATH_WORDS = {each.value: f"contracts.path.{each.value}" for each in Path}
LIMITS_CHART_WORDS = {each.value: f"contracts.chart.{each.value}" for each in LimitsChart}
LIMITS_PROFILE_WORDS = {each.value: f"contracts.profile.{each.value}" for each in LimitsProfile}
GATE_OUTCOME_WORDS = {each.value: f"gates.outcome.{each.value}" for each in GateOutcome}
CONFIDENCE_WORDS = {each.value: f"gates.confidence.{each.value}" for each in Confidence}
BUDGET_CHANGE_KIND_WORDS = {each.value: f"money.change.{each.value}" for each in BudgetChangeKind}
ENTRY_KIND_WORDS = {each.value: f"money.kind.{each.value}" for each in EntryKind}


def _both(*names: str) -> tuple[Field, ...]:
    """A text in each language."""
    return tuple(Field(f"{name}_{code}") for name in names for code in ("en", "zh"))


def _date(name: str, *, required: bool = True) -> Field:
    return Field(name, "date", required)


def _one(name: str, of: str = "", *, required: bool = False) -> Field:
    return Field(name, "one", required, of=of or name)


CODE = Field("code", "code", True)
SPAN = (_date("starts_on"), _date("ends_on"))
OWNER = (Field("owner", "person"), *_both("owner_role"))
POSITION = Field("position", "integer")

PROGRAMME = Noun(
    "programme",
    (
        CODE,
        *_both("name", "goal"),
        *SPAN,
        Field("status", "choice", choices=PROGRAMME_STATUS_WORDS, fixed=True),
        Field("template", fixed=True),
    ),
    ("name", "goal"),
    single=True,
)
PHASE = Noun("phase", (CODE, *_both("name"), POSITION, *SPAN), ("name",))
AREA = Noun(
    "area",
    (CODE, *_both("name"), POSITION, Field("regions", "many", of="region"), Field("stores", "many", of="store")),
    ("name",),
)
PHASE_AREA = Noun("phase_area", (_one("phase", required=True), _one("area", required=True), *SPAN))
RECURRENCE = Noun(
    "recurrence",
    (
        CODE,
        *_both("name"),
        Field("every", "choice", True, EVERY_WORDS),
        Field("weekday", "integer"),
        Field("day_of_month", "integer"),
        Field("duration_days", "integer", True),
        *SPAN,
        _one("area"),
        *OWNER,
        *_both("deliverable"),
    ),
    ("name", "owner_role", "deliverable"),
)
TASK = Noun(
    "task",
    (
        CODE,
        Field("kind", "choice", True, TASK_KIND_WORDS),
        *_both("name"),
        _one("phase", required=True),
        _one("parent", "task"),
        _date("starts_on"),
        _date("due_on"),
        Field("duration_days", "integer", fixed=True),
        Field("status", "choice", choices=TASK_STATUS_WORDS),
        Field("percent", "integer"),
        Field("percent_rule", "choice", choices=PERCENT_RULE_WORDS),
        _date("started_on", required=False),
        _date("done_on", required=False),
        Field("blocked_reason"),
        *OWNER,
        *_both("deliverable", "acceptance"),
        Field("effort_days", "number"),
        _date("not_before", required=False),
        _date("finish_by", required=False),
        _one("area"),
        _one("recurrence"),
        POSITION,
    ),
    ("name", "owner_role", "deliverable", "acceptance"),
)
STEP = Noun(
    "task_step",
    (
        _one("task", required=True),
        Field("position", "integer", True),
        *_both("name"),
        Field("weight", "number", True),
        _date("done_on", required=False),
    ),
    ("name",),
)
LINK = Noun(
    "task_link",
    (
        _one("before", "task", required=True),
        _one("after", "task", required=True),
        Field("type", "choice", True, LINK_TYPE_WORDS),
        Field("lag_days", "integer"),
    ),
)
ROLE = Noun(
    "task_role",
    (
        _one("task", required=True),
        Field("raci", "choice", True, RACI_WORDS),
        Field("person", "person"),
        *_both("role"),
    ),
    ("role",),
)
CALENDAR = Noun("working_calendar", (Field("weekdays", "code", True), Field("country", "code")), single=True)
DAY = Noun("calendar_day", (_date("on"), Field("worked", "yes", True), Field("name", header="exchange.column.day_name")))
GATE = Noun(
    "gate",
    (
        CODE,
        *_both("name"),
        _one("after_phase", "phase", required=True),
        _one("before_phase", "phase"),
        _date("due_on"),
        *OWNER,
        POSITION,
    ),
    ("name", "owner_role"),
)
CRITERION = Noun(
    "criterion",
    (
        _one("gate", required=True),
        CODE,
        Field("kind", "choice", True, CRITERION_KIND_WORDS),
        *_both("text"),
        Field("mandatory", "yes"),
        _one("task"),
        Field("indicator_code", "code", of="indicator"),
        Field("rubric_code", "code"),
        Field("threshold", "number"),
        *OWNER,
        POSITION,
    ),
    ("text", "owner_role"),
)
RESPONSIBILITY = Noun(
    "responsibility",
    (CODE, *_both("problem", "department"), Field("person", "person"), POSITION),
    ("problem", "department"),
)
MINUTE = Noun(
    "minute",
    (
        Field("number", "code", local=True),
        Field("kind", "choice", True, MINUTE_KIND_WORDS),
        _date("on"),
        Field("title", required=True),
        Field("text"),
        Field("present"),
        _one("meeting", "minute"),
        _one("phase"),
        _one("task"),
        _one("gate"),
        Field("owner", "person"),
        _date("due_on", required=False),
        _date("done_on", required=False),
    ),
)
_RISK_KINDS: dict[str, FieldKind] = {"phases": "many", "indicators": "many", "owner": "person"}
RISK = Noun(
    "risk",
    tuple(
        Field(
            column.name,
            _RISK_KINDS.get(column.name, column.kind),
            column.required,
            column.choices,
            of={"phases": "phase", "indicators": "indicator"}.get(column.name, ""),
            header=column.header_key,
            fixed=column.name == "state",
        )
        for column in RISK_COLUMNS
        if column.name != "version"
    ),
    ("title", "description", "response_text", "owner_role"),
    "risks",
)
BUDGET = Noun(
    "budget", (Field("currency", "code", True), Field("total", "money"), *_both("basis")), ("basis",), "money", single=True
)
BUDGET_LINE = Noun(
    "budget_line",
    (
        CODE,
        *_both("name"),
        _one("parent", "budget_line"),
        Field("share_percent", "number", True),
        Field("contingency", "yes"),
        _one("phase"),
        _one("area"),
        POSITION,
    ),
    ("name",),
    "money",
)
TASK_COST = Noun(
    "task_cost", (_one("task", required=True), _one("line", "budget_line"), Field("planned", "money", True)), needs="money"
)
INDICATOR = Noun(
    "indicator",
    (
        CODE,
        *_both("name", "question", "formula", "numerator", "denominator", "note"),
        Field("unit", "choice", True, UNIT_WORDS),
        Field("direction", "choice", True, DIRECTION_WORDS),
        Field("measure", "choice", choices=MEASURE_WORDS, header="field.measure"),
        Field("frequency", "choice", choices=FREQUENCY_WORDS, header="field.frequency"),
        Field("timing", "choice", choices=TIMING_WORDS, header="field.timing"),
        Field("rolling_months", "integer", header="field.rolling_months"),
        Field("adds_up", "choice", choices=ADDS_UP_WORDS, header="field.adds_up"),
        Field("smallest_n", "integer"),
        Field("derived", fixed=True),
        Field("baseline", "number"),
        Field("baseline_from", "date", header="field.baseline_from"),
        Field("baseline_to", "date", header="field.baseline_to"),
        Field("baseline_n", "integer", header="field.baseline_n"),
        Field("target_kind", "choice", True, TARGET_KIND_WORDS),
        Field("target", "number"),
        Field("target_high", "number"),
        _date("target_on"),
        Field("path", "choice", choices=PATH_WORDS, header="field.path"),
        Field("consecutive", "integer", header="field.consecutive"),
        Field("alert_below", "number", header="field.alert_below"),
        Field("alert_above", "number", header="field.alert_above"),
        Field("chart", "choice", choices=LIMITS_CHART_WORDS, header="field.chart"),
        Field("profile", "choice", choices=LIMITS_PROFILE_WORDS, header="field.profile"),
        Field("owner", "person"),
        POSITION,
    ),
    ("name", "question", "formula", "numerator", "denominator", "note"),
)
INTERIM = Noun("interim_target", (_one("indicator", required=True), _date("due_on"), Field("value", "number", True)))

_TAKEN = (_date("at"),)
BASELINES = Noun(
    "baseline_task",
    (
        Field("name", header="exchange.column.baseline"),
        *_TAKEN,
        _one("task"),
        *(_date("starts_on"), _date("due_on")),
        Field("duration_days", "integer"),
        Field("cost", "money"),
    ),
    history=True,
)
DECISIONS = Noun(
    "gate_decision",
    (
        _one("gate"),
        *_TAKEN,
        Field("outcome", "choice", choices=GATE_OUTCOME_WORDS),
        Field("confidence", "choice", choices=CONFIDENCE_WORDS),
        Field("note"),
        Field("evidence_hash"),
    ),
    history=True,
)
BUDGET_CHANGES = Noun(
    "budget_change",
    (
        *_TAKEN,
        Field("kind", "choice", choices=BUDGET_CHANGE_KIND_WORDS),
        _one("line", "budget_line"),
        _one("from_line", "budget_line"),
        Field("amount", "money"),
        Field("reason"),
    ),
    needs="money",
    history=True,
)
LEDGER = Noun(
    "ledger_entry",
    (
        _date("on"),
        Field("kind", "choice", choices=ENTRY_KIND_WORDS),
        _one("line", "budget_line"),
        Field("amount", "money"),
        Field("currency"),
        Field("programme", "money", header="exchange.column.programme_amount"),
        Field("text"),
        Field("reference"),
        _one("task"),
        Field("reason"),
    ),
    needs="money",
    history=True,
)

NOUNS = (
    PROGRAMME,
    PHASE,
    AREA,
    PHASE_AREA,
    CALENDAR,
    DAY,
    RECURRENCE,
    TASK,
    STEP,
    LINK,
    ROLE,
    GATE,
    INDICATOR,
    INTERIM,
    CRITERION,
    RESPONSIBILITY,
    MINUTE,
    RISK,
    BUDGET,
    BUDGET_LINE,
    TASK_COST,
    BASELINES,
    DECISIONS,
    BUDGET_CHANGES,
    LEDGER,
)
BY_NAME = {noun.name: noun for noun in NOUNS}
