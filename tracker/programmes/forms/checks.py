"""What a row of the programme workbook must hold to be stored, checked before anything is: the same as the tables ask for."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from tracker.core.forms import Form
from tracker.core.refusals import Refusal
from tracker.money.forms import BudgetTotal
from tracker.plan.rules import EARLIEST, LATEST, CriterionKind, Every, MinuteKind, TaskKind, TaskStatus, is_sensible
from tracker.plan.rules.texts import LONG
from tracker.programmes.forms.sheets import Noun, Plain
from tracker.risks.forms import RiskForm
from tracker.risks.rules import Proximity, Response, RiskKind
from tracker.targets.forms import Target
from tracker.targets.forms.contracts import Definition
from tracker.targets.rules import Direction, TargetKind

Values = Mapping[str, Plain]
LONGEST_NAME, LONGEST_CODE, LONGEST_INDICATOR = 200, 40, 60
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
INDICATOR = re.compile(r"[a-z][a-z0-9_]*")
WEEKDAYS = re.compile(r"(?=[1-7])1?2?3?4?5?6?7?")
COUNTRY = re.compile(r"[A-Z]{2}")
NAMES = ("name", "title", "owner_role", "role")  # the others are sentences
OF_A_TASK = frozenset({CriterionKind.MILESTONE_MET.value, CriterionKind.TASK_DONE.value})
WITH_A_THRESHOLD = frozenset({CriterionKind.AUDIT_SCORE.value, CriterionKind.BUDGET_WITHIN.value})
PLANNED = frozenset({"phase", "phase_area", "recurrence", "task", "gate"})  # whose days lie near the programme's
HIGHEST = {"percent": 100, "share_percent": 100, "weekday": 7, "day_of_month": 31, "threshold": 100_000, "lag_days": 10_000}
LOWEST = {"weekday": 1, "day_of_month": 1, "duration_days": 1, "smallest_n": 1, "lag_days": -10_000}
COUNTED = (
    "percent",
    "share_percent",
    "weekday",
    "day_of_month",
    "duration_days",
    "effort_days",
    "smallest_n",
    "planned",
    "total",
)


class Wrong(NamedTuple):
    field: str
    key: str
    facts: dict[str, object]


def wrong_in(noun: Noun, values: Values, first: date, last: date) -> Iterator[Wrong]:
    """Everything wrong with a row; `first` and `last` are the days of the programme."""
    yield from _texts(noun, values)
    yield from _days(noun, values, first, last)
    yield from _amounts(noun, values)
    if noun.name in _OWN:
        yield from _OWN[noun.name](values)


def _texts(noun: Noun, values: Values) -> Iterator[Wrong]:
    for one in noun.fields:
        value = values.get(one.name)
        if isinstance(value, str) and one.kind == "text":
            base = one.name.removesuffix("_en").removesuffix("_zh")
            limit = LONGEST_NAME if base in NAMES else LONG
            if len(value) > limit:
                yield Wrong(one.name, "exchange.too_long", {"limit": limit})
        elif one.name == "code" and isinstance(value, str):
            pattern, limit = (INDICATOR, LONGEST_INDICATOR) if noun.name == "indicator" else (CODE, LONGEST_CODE)
            if not pattern.fullmatch(value) or len(value) > limit:
                yield Wrong("code", "exchange.code_wrong", {"text": value, "limit": limit})
    first = noun.labels[0] if noun.labels else ""
    if first not in ("", "role", "basis") and not (values.get(f"{first}_en") or values.get(f"{first}_zh")):
        yield Wrong(f"{first}_en", "exchange.name_missing", {})


def _days(noun: Noun, values: Values, first: date, last: date) -> Iterator[Wrong]:
    for one in noun.fields:
        day = values.get(one.name)
        if isinstance(day, date):
            sensible = is_sensible(day, first, last) if noun.name in PLANNED else EARLIEST <= day <= LATEST
            if not sensible:
                yield Wrong(one.name, "plan.day_out_of_range", {"day": day, "first": first, "last": last})
    starts, field = values.get("starts_on"), "due_on" if noun.name == "task" else "ends_on"
    ends = values.get(field)
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        yield Wrong(field, "plan.due_before_start", {"due": ends, "start": starts})


def _amounts(noun: Noun, values: Values) -> Iterator[Wrong]:
    for name in (*COUNTED, "lag_days"):
        value = values.get(name)
        if not isinstance(value, int | float) or (noun.name == "indicator" and name != "smallest_n"):
            continue
        low = LOWEST.get(name, 0)
        high = HIGHEST.get(name)
        if name == "duration_days" and noun.name == "task":
            continue  # follows from the days
        if value < low or (high is not None and value > high):
            key = "exchange.between" if high is not None else "exchange.at_least"
            yield Wrong(name, key, {"low": low, "high": high} if high is not None else {"low": low})


def _task(values: Values) -> Iterator[Wrong]:
    done = values.get("status") == TaskStatus.DONE.value
    if done != (values.get("done_on") is not None):
        yield Wrong("done_on", "exchange.done_has_its_day", {})
    if values.get("blocked_reason") and values.get("status") != TaskStatus.BLOCKED.value:
        yield Wrong("blocked_reason", "exchange.only_blocked", {})
    if values.get("kind") == TaskKind.MILESTONE.value and values.get("starts_on") != values.get("due_on"):
        yield Wrong("due_on", "exchange.milestone_is_a_day", {})


def _recurrence(values: Values) -> Iterator[Wrong]:
    weekly = values.get("every") == Every.WEEKLY.value
    if weekly != (values.get("weekday") is not None):
        yield Wrong("weekday", "exchange.weekday_by_rule", {})
    if weekly == (values.get("day_of_month") is not None):
        yield Wrong("day_of_month", "exchange.day_by_rule", {})


def _criterion(values: Values) -> Iterator[Wrong]:
    kind = values.get("kind")
    for field, needed in (
        ("task", kind in OF_A_TASK),
        ("indicator_code", kind == CriterionKind.INDICATOR_AT_TARGET.value),
        ("threshold", kind in WITH_A_THRESHOLD),
    ):
        if needed != (values.get(field) is not None):
            yield Wrong(field, "exchange.needed_by_kind" if needed else "exchange.not_of_kind", {})


def _minute(values: Values) -> Iterator[Wrong]:
    if values.get("kind") != MinuteKind.ACTION.value:
        for field in ("due_on", "done_on"):
            if values.get(field) is not None:
                yield Wrong(field, "exchange.not_of_kind", {})
    if values.get("kind") == MinuteKind.MEETING.value and values.get("meeting") is not None:
        yield Wrong("meeting", "exchange.not_of_kind", {})


def _role(values: Values) -> Iterator[Wrong]:
    if not (values.get("person") or values.get("role_en") or values.get("role_zh")):
        yield Wrong("person", "exchange.nobody_named", {})


def _step(values: Values) -> Iterator[Wrong]:
    weight = values.get("weight")
    if isinstance(weight, int | float) and weight <= 0:
        yield Wrong("weight", "exchange.more_than_nothing", {})


def _link(values: Values) -> Iterator[Wrong]:
    if values.get("before") == values.get("after"):
        yield Wrong("after", "exchange.to_itself", {})


def _calendar(values: Values) -> Iterator[Wrong]:
    if not WEEKDAYS.fullmatch(str(values.get("weekdays") or "")):
        yield Wrong("weekdays", "exchange.weekdays_wrong", {})
    if values.get("country") is not None and not COUNTRY.fullmatch(str(values["country"])):
        yield Wrong("country", "exchange.country_wrong", {})


def _budget(values: Values) -> Iterator[Wrong]:
    yield from _refused(BudgetTotal, {"currency": values.get("currency"), "total_minor": 0}, {"total_minor": "total"})


def _indicator(values: Values) -> Iterator[Wrong]:
    kind = TargetKind(str(values["target_kind"]))
    named = {"kind": "target_kind", "value": "target", "high": "target_high"}
    yield from _refused(Target, {"kind": kind, "value": values.get("target"), "high": values.get("target_high")}, named)
    if kind is not TargetKind.UNSET and (values.get("direction") == Direction.RANGE.value) != (kind is TargetKind.RANGE):
        yield Wrong("target_kind", "targets.range_both", {})
    defined = {name: value for name in Definition.model_fields if (value := values.get(name)) not in (None, "")}
    yield from _refused(Definition, defined, {})
    first, last = values.get("baseline_from"), values.get("baseline_to")
    if (first is None) != (last is None) or (first is not None and values.get("baseline") is None):
        yield Wrong("baseline_from", "contracts.window_whole", {})
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Wrong("baseline_to", "contracts.window_order", {})


def _risk(values: Values) -> Iterator[Wrong]:
    texts = {name: values.get(name) or "" for name in values if name.endswith(("_en", "_zh"))}
    kinds = {
        "kind": RiskKind(str(values["kind"])),
        "proximity": Proximity(str(values["proximity"])),
        "response": Response(str(values["response"])),
    }
    plain = {name: values.get(name) for name in ("probability", "impact", "review_on")}
    yield from _refused(RiskForm, {**texts, **kinds, **plain}, {})


def _refused(shape: type[Form], typed: dict[str, Any], named: Mapping[str, str]) -> Iterator[Wrong]:
    try:
        shape.read(**typed)
    except Refusal as refusal:
        field = refusal.field or next(iter(typed))
        yield Wrong(named.get(field, field), refusal.key, dict(refusal.facts))


_OWN = {
    "task": _task,
    "recurrence": _recurrence,
    "criterion": _criterion,
    "minute": _minute,
    "task_role": _role,
    "task_step": _step,
    "task_link": _link,
    "working_calendar": _calendar,
    "budget": _budget,
    "indicator": _indicator,
    "risk": _risk,
}
