"""Risks and their history in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.core.words import Label, day, field_name, moment, say, show
from tracker.risks.rules import ChangeRow, RiskRow, RiskState, Trend

CHOICES = frozenset({"kind", "proximity", "response", "state"})


def scored(risk: RiskRow) -> str:
    """`16, high (before: 9)`."""
    facts = {"score": risk.score, "band": say(f"risks.band.{risk.band.value}")}
    if risk.trend is Trend.STEADY:
        return say("risks.scored.steady", **facts)
    return say(f"risks.scored.{risk.trend.value}", before=risk.score_before, **facts)


def standing(risk: RiskRow) -> str:
    """State, and the day that comes next: of the review, or of the issue."""
    state = say(f"risks.state.{risk.state.value}")
    if risk.open_issue:
        return say("risks.issue_late" if risk.open_issue.late else "risks.issue_due", state=state, day=risk.open_issue.due_on)
    if risk.state is RiskState.HAPPENED:
        return say("risks.issue_resolved", state=state)
    if risk.review_on is None:
        return state
    return say("risks.review_late" if risk.overdue else "risks.review_due", state=state, day=risk.review_on)


def responsible(risk: RiskRow) -> str:
    return risk.owner or risk.owner_role or say("risks.nobody")


def told(entry: ChangeRow) -> list[str]:
    """An entry of the history as lines: when and who, what changed, why."""
    lines = [say("risks.history.head", at=moment(entry.at), who=entry.who)]
    lines += differences(entry.change) or [say("risks.history.noted", score=entry.score)]
    return [*lines, say("risks.history.reason", reason=entry.reason)] if entry.reason else lines


def differences(change: Iterable[tuple[str, object, object]], names: Mapping[str, str] | None = None) -> list[str]:
    """Field by field, before and after, as they were stored in a change."""
    return [
        say("events.from_to", field=field_name(field), before=value(field, before, names), after=value(field, after, names))
        for field, before, after in change
    ]


def value(field: str, stored: Any, names: Mapping[str, str] | None = None) -> str:
    if stored in (None, "", []):
        return "–"
    if field in CHOICES:
        return say(f"risks.{field}.{stored}")
    if field == "owner_id":
        return (names or {}).get(str(stored), str(stored)) if names is not None else str(stored)
    if field.endswith("_on"):
        return day(date.fromisoformat(str(stored)))
    if isinstance(stored, dict):
        return str(Label(**stored)) or "–"
    if isinstance(stored, list):
        return say("files.list_separator").join(str(each) for each in stored)
    return show(stored)
