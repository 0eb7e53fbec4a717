"""What the example's lead decided and noted beside the values: where limits begin anew, and what happened."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.actions.limits import note_on_chart, rebase_limits
from results.comparison.rules import NoteKind
from results.example.actions.contracts import RESTATED
from results.example.actions.organisation import Cast
from results.example.rules import SHIFT_MONTH, SHIFTED, moment
from results.readings.queries import series
from tracker.core import clock
from tracker.plan.models import Programme
from tracker.plan.rules import month_start
from tracker.targets.models import Indicator

RESTATED_INDICATOR = "system_availability"
REASON = "计划停机不再计入，按新口径重新计算控制限"
NOTES = (  # of the shifted indicator or of all, days after the pilot began
    (SHIFTED, 11, NoteKind.ACTION, "迎宾与结账新流程在试点门店上岗"),
    (None, 45, NoteKind.EVENT, "大促期间客流增加约三成"),
)


def note_beside_values(session: Session, cast: Cast, *, programme_id: UUID) -> None:
    """The shift itself is left to be found: only the indicator whose definition was restated begins anew."""
    programme, lead = session.get_one(Programme, programme_id), cast.lead
    rows = session.execute(select(Indicator.code, Indicator.id).where(Indicator.programme_id == programme_id))
    keys = {row.code: row.id for row in rows}
    restated_on = programme.starts_on + timedelta(days=RESTATED)
    points = series(session, programme_id=programme_id, by=lead)[keys[RESTATED_INDICATOR]]
    anew = next(point.on for point in points if point.on >= restated_on and point.value is not None)
    with clock.standing_at(moment(anew + timedelta(days=4), 10)):
        rebase_limits(session, indicator_id=keys[RESTATED_INDICATOR], starts_on=anew, reason=REASON, by=lead)
    pilot = month_start(programme.starts_on, SHIFT_MONTH)
    for code, days, kind, text in NOTES:
        happened_on = pilot + timedelta(days=days)
        with clock.standing_at(moment(happened_on, 17)):
            note_on_chart(
                session,
                programme_id=programme_id,
                indicator_id=keys[code] if code else None,
                happened_on=happened_on,
                kind=kind,
                text=text,
                by=lead,
            )
