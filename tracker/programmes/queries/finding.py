"""A programme by what people call it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor
from tracker.plan.models import Programme


def programme_named(session: Session, *, name: str, by: Actor) -> UUID:
    """By its code, or by its name in either language where one programme alone has it."""
    demand(by, Action.SEE_PLAN)
    rows = session.execute(
        select(Programme.id, Programme.code, Programme.name).where(programme_condition(by, Programme.id)).order_by(Programme.code)
    ).all()
    for row in rows:
        if row.code == name:
            return UUID(str(row.id))
    wanted = name.strip().casefold()
    found = [row for row in rows if wanted in (row.code.casefold(), row.name.en.casefold(), row.name.zh_CN.casefold())]
    if len(found) > 1:
        raise Refusal("exchange.several_programmes", name=name, codes=", ".join(row.code for row in found))
    if not found:
        raise NotFound("exchange.no_programme", name=name)
    return UUID(str(found[0].id))


def programme_of_key(session: Session, *, key: UUID | None, by: Actor) -> UUID:
    """The programme that a workbook says it is of."""
    demand(by, Action.EDIT_PLAN)
    found = session.scalar(select(Programme.id).where(Programme.id == key, programme_condition(by, Programme.id)))
    if found is None:
        raise NotFound("exchange.of_no_programme")
    return UUID(str(found))
