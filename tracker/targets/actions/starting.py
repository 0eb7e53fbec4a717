"""A programme of a template, plan to targets; and the indicators that it or somebody after it defines."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.words import Label
from tracker.money.actions import draw_up_budget
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import lay_out_plan
from tracker.plan.actions.opening import open_programme
from tracker.plan.forms import label_of
from tracker.plan.models import Programme
from tracker.risks.actions import lay_out_risks
from tracker.targets.actions.versions import write_first
from tracker.targets.forms import IndicatorText
from tracker.targets.forms.contracts import Definition, NewIndicator
from tracker.targets.models import Indicator, InterimTarget
from tracker.targets.queries import template_text
from tracker.targets.rules import TargetKind

DEFINED = tuple(Definition.model_fields)


def start_programme(
    session: Session,
    *,
    template: str,
    starts_on: date,
    code: str | None,
    currency: str,
    budget_total_minor: int | None,
    by: Actor,
) -> UUID:
    """A programme of a template, shipped or saved: plan, budget, indicators and risks, all dates counted from `starts_on`."""
    demand(by, Action.START_PROGRAMME)
    text = template_text(session, template)
    programme_id = lay_out_plan(session, text=text, starts_on=starts_on, code=code, by=by)
    draw_up_budget(session, programme_id=programme_id, text=text.budget, currency=currency, total_minor=budget_total_minor, by=by)
    define_indicators(session, programme_id=programme_id, texts=text.indicators, by=by)
    lay_out_risks(session, programme_id=programme_id, texts=text.risks, by=by)
    events.record(
        session,
        by=by.person_id,
        verb="programme.started",
        on="programme",
        key=programme_id,
        change={"template": [None, template], "starts_on": [None, starts_on]},
    )
    return programme_id


def define_indicators(session: Session, *, programme_id: UUID, texts: list[IndicatorText], by: Actor) -> None:
    demand(by, Action.START_PROGRAMME, Place(programme_id=programme_id))
    programme = session.get_one(Programme, programme_id)
    for position, text in enumerate(texts, start=1):
        given: dict[str, Any] = {name: getattr(text, name) for name in DEFINED}
        words = {name: label_of(getattr(text, name)) for name in ("note", "question", "formula", "numerator", "denominator")}
        indicator = Indicator(
            programme_id=programme_id,
            code=text.code,
            name=text.name.label(),
            source=text.source,
            position=position,
            baseline=text.baseline,
            target_kind=text.target.kind,
            target=text.target.value,
            target_high=text.target.high,
            target_on=programme.ends_on,
            **given,
            **words,
        )
        session.add(indicator)
        session.flush()
        session.add_all(
            InterimTarget(indicator_id=indicator.id, due_on=step.due.on(programme.starts_on), value=step.value)
            for step in text.interim
        )
        write_first(session, indicator, by=by.person_id)
    change = {"indicators": [None, [text.code for text in texts]]}
    events.record(session, by=by.person_id, verb="indicators.defined", on="programme", key=programme_id, change=change)


def define_indicator(
    session: Session, *, programme_id: UUID, code: str, name: str, question: str, by: Actor, **definition: object
) -> UUID:
    """One more in a programme that runs already, without baseline and target yet. `definition`: fields of `Definition`."""
    demand(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    given = NewIndicator.read(code=code, name=name, question=question, **definition)
    programme = open_programme(session, programme_id, by)
    taken = select(Indicator.id).where(Indicator.programme_id == programme_id, Indicator.code == given.code)
    refuse_unless(session.scalar(taken) is None, "contracts.code_taken", field="code", code=given.code)
    last = session.scalar(select(func.max(Indicator.position)).where(Indicator.programme_id == programme_id))
    defined: dict[str, Any] = {field: getattr(given, field) for field in DEFINED}
    indicator = Indicator(
        programme_id=programme_id,
        code=given.code,
        name=Label("").with_text(given.name),
        note=Label("", ""),
        question=Label("").with_text(given.question),
        position=(last or 0) + 1,
        target_kind=TargetKind.UNSET,
        target_on=programme.ends_on,
        **defined,
    )
    session.add(indicator)
    session.flush()
    write_first(session, indicator, by=by.person_id)
    change = {
        "code": [None, given.code],
        "name": [None, indicator.name],
        **{field: [None, value] for field, value in defined.items()},
    }
    events.record(session, by=by.person_id, verb="indicator.defined", on="indicator", key=indicator.id, change=change)
    return indicator.id
