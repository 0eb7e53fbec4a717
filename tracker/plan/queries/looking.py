"""The plan as its page looks at it: rows, network and slippage, kept until something is changed.

Laying out 1,000 tasks costs 0.2 s, and a page runs anew at each click. Every change leaves an entry in the log, so the last
entry's number says whether what is kept still holds; who looks is checked each time.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.models import Event
from tracker.core.refusals import NotFound
from tracker.core.words import language
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme, Task
from tracker.plan.queries.baselines import slippage
from tracker.plan.queries.network import Network, network
from tracker.plan.queries.plans import plan
from tracker.plan.rules import PlanRows
from tracker.plan.rules.slipping import SlipRow

MOST_KEPT = 32  # plans of 1,000 tasks take 2 MB each


@dataclass(frozen=True)
class PlanLook:
    """`slips` is empty where no baseline was asked for."""

    plan: PlanRows
    network: Network
    slips: tuple[SlipRow, ...]

    @property
    def ends_on(self) -> date | None:
        """The day on which everything is done when each task takes as long as planned, and waits for what it is linked to."""
        return max((max(node.due_on, node.early_finish) for node in self.network.nodes), default=None)

    @property
    def ghost(self) -> dict[UUID, tuple[date, date]]:
        """First and last day in the baseline, by task."""
        return {row.task_id: (row.was_start, row.was_due) for row in self.slips if row.was_start and row.was_due}


_kept: OrderedDict[tuple[object, ...], PlanLook] = OrderedDict()
_lock = threading.Lock()


def plan_look(session: Session, *, programme_id: UUID, baseline_id: UUID | None = None, by: Actor) -> PlanLook:
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    mark = _mark(session, programme_id, by)
    key = (str(session.get_bind().engine.url), programme_id, baseline_id, language(), clock.today(by.time_zone or "UTC"), *mark)
    with _lock:
        found = _kept.get(key)
        if found:
            _kept.move_to_end(key)
    return found or _look(session, key, programme_id, baseline_id, by)


def _mark(session: Session, programme_id: UUID, by: Actor) -> tuple[object, ...]:
    """Says when anything of the plan was changed; also by what writes no entry, as tests do."""
    programme = session.execute(
        select(Programme.version, Programme.changed_at).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    tasks = session.execute(
        select(func.count(), func.max(Task.changed_at), func.sum(Task.version)).where(Task.programme_id == programme_id)
    ).one()
    return (session.scalar(select(func.max(Event.position))), *programme, *tasks)


def _look(session: Session, key: tuple[object, ...], programme_id: UUID, baseline_id: UUID | None, by: Actor) -> PlanLook:
    rows, laid = plan(session, programme_id=programme_id, by=by), network(session, programme_id=programme_id, by=by)
    slips = () if baseline_id is None else tuple(slippage(session, baseline_id=baseline_id, by=by))
    made = PlanLook(rows, laid, slips)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
