"""The service's own look for alerts, by the hour."""

from sqlalchemy import select

from results.comparison.actions.alerts import raise_alerts
from results.comparison.queries.alerts import signals
from tracker.core.db import reading, writing
from tracker.plan.models import Programme
from tracker.plan.rules import ProgrammeStatus


def raise_all_alerts() -> int:
    """Of every running programme. What is looked for is looked for behind the reading door: the writers need not wait for it."""
    with reading() as session:
        running = select(Programme.id).where(Programme.status == ProgrammeStatus.ACTIVE).order_by(Programme.id)
        found = {key: signals(session, programme_id=key) for key in session.scalars(running).all()}
    raised = 0
    for key, told in found.items():
        if told:
            with writing() as session:
                raised += raise_alerts(session, programme_id=key, by=None, found=told)
    return raised
