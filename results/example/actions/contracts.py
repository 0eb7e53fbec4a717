"""The example's contracts: baselines measured before the start and locked, and what its people restated since."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.example.actions.organisation import Cast
from results.example.rules import MONTHS_BEFORE, SHIFTED, STORIES, moment
from tracker.core import clock
from tracker.core.words import Label
from tracker.plan.models import Programme
from tracker.plan.rules import month_end, month_start
from tracker.targets.actions import lock_baseline, restate, set_baseline, set_interim
from tracker.targets.models import Indicator
from tracker.targets.rules import TargetKind

MEASURED, LOCKED, RESTATED = 8, 12, 75  # days after the start
INTERIM_MONTH, INTERIM = 10, 87.0  # the source asks for an interim figure and gives none
RESTATEMENTS: dict[str, tuple[dict[str, object], str]] = {
    "system_availability": (
        {
            "formula": Label(
                "Minutes of service without an outage, of all minutes agreed for the month less announced maintenance",
                "当月约定服务时间（不含公告的计划停机）内，无中断的分钟数占比",
            )
        },
        "计划停机事先公告，不影响客户，不再计入",
    ),
    "response_time": ({"alert_above": 32.0}, "超过32分钟时投诉明显增多，设为预警上限"),
}


def agree_on_contracts(session: Session, cast: Cast, *, programme_id: UUID, visit_score: float) -> None:
    """The visits' baseline is the mean of the two quarters before the start."""
    programme = session.get_one(Programme, programme_id)
    lead, starts_on = cast.lead, programme.starts_on
    found = {row.code: row for row in session.scalars(select(Indicator).where(Indicator.programme_id == programme_id))}
    given = {code: story.baseline for code, story in STORIES.items() if story.baseline is not None}
    given |= {row.code: round(visit_score, 1) for row in found.values() if row.derived}
    first, last = month_start(starts_on, 1 - MONTHS_BEFORE), month_end(starts_on, 0)
    with clock.standing_at(moment(starts_on + timedelta(days=MEASURED), 10)):
        for code, baseline in given.items():
            row = found[code]
            reason = "按启动前六个月的实测值设定"
            set_baseline(
                session, indicator_id=row.id, seen=row.version, baseline=baseline, reason=reason, by=lead, first=first, last=last
            )
    with clock.standing_at(moment(starts_on + timedelta(days=LOCKED), 16)):
        due_on = month_end(starts_on, INTERIM_MONTH)
        row = found[SHIFTED]
        set_interim(
            session,
            indicator_id=row.id,
            seen=row.version,
            due_on=due_on,
            value=INTERIM,
            by=lead,
            reason="领导小组会议确定中期目标",
        )
        for row in found.values():
            if row.baseline is not None and row.target_kind is not TargetKind.UNSET:
                lock_baseline(session, indicator_id=row.id, seen=row.version, reason="基准值经领导小组确认", by=lead)
    with clock.standing_at(moment(starts_on + timedelta(days=RESTATED), 11)):
        for code, (changes, reason) in RESTATEMENTS.items():
            row = found[code]
            restate(session, indicator_id=row.id, seen=row.version, changes=changes, reason=reason, by=lead)
