"""A seeded year in an empty installation: organisation, people, a programme half way through, readings and audits.

What the rows tell happened over a year. Plan and money are done by the actions, each at its moment, and so the log tells them; of
all else it says what truly happened: one entry for each kind of thing filled in, now, by whoever did it. The audits' own history
stands in their own records (submissions, review decisions, findings).
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import fmean
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.actions.publishing import publish, publish_template
from audits.rubrics.forms import RubricText, read_snapshot, read_template
from audits.rubrics.models import Rubric, RubricVersion
from results.example import rules
from results.example.actions.appeals import appeals_heard
from results.example.actions.benefits import fill_benefits
from results.example.actions.beside_values import note_beside_values
from results.example.actions.contracts import agree_on_contracts
from results.example.actions.corrective import corrective_actions
from results.example.actions.costs import fees_and_costs
from results.example.actions.given_places import places_given
from results.example.actions.governing import finish_actions, office_days, set_up_office
from results.example.actions.intake import take_in_readings
from results.example.actions.measures import fill_measures
from results.example.actions.organisation import Cast, bring_in_people, set_up_organisation
from results.example.actions.pictures import store_pictures
from results.example.actions.programme import bring_plan_forward, fill_readings
from results.example.actions.risks import fill_risks
from results.example.actions.second_scorings import second_scorings
from results.example.actions.visits import Setting, count_scores, visits_on_their_way, year_of_audits
from results.example.actions.waves import fill_waves
from results.example.places import USER_NAMES
from tracker.core import clock, events
from tracker.core.db import refuse_unless
from tracker.core.models import Base, Installation
from tracker.people import passwords
from tracker.people.access import demand
from tracker.people.actions.organisation import ship_channels
from tracker.people.models import Identity, Region, Store
from tracker.people.rules import Action, Actor
from tracker.plan.models import Programme
from tracker.plan.rules import month_start
from tracker.targets.actions import start_programme

RUBRICS = Path(__file__).parent.parent / "rubrics"
MUST_BE_EMPTY: tuple[type[Base], ...] = (Programme, Region, Store, Rubric)


@dataclass(frozen=True)
class Filled:
    """`password` is the one of all the example's people; it is stored nowhere else."""

    programme_id: UUID
    password: str
    audits: int


def new_password() -> str:
    return "-".join(secrets.token_hex(2) for _ in range(4))


def fill_example(session: Session, *, by: Actor | None, password: str = "") -> Filled:
    """`by` is None only at the command line: whoever may run it may read the database anyway. Without a password one is made."""
    if by is not None:
        demand(by, Action.FILL_EXAMPLE)
    _refuse_unless_empty(session)
    password = password or new_password()
    today = clock.today((by and by.time_zone) or rules.ZONE)
    starts_on = month_start(today.replace(day=1), 1 - rules.MONTHS_SINCE)
    cast = Cast()
    set_up_organisation(session, cast)
    first_day = rules.moment(month_start(starts_on, 1 - rules.MONTHS_BEFORE), 9)
    bring_in_people(session, cast, password_hash=passwords.hashed(password), since=first_day)
    doer = by or cast.lead
    ship_channels(session, by=doer.person_id)
    said = {"regions": len(cast.regions), "stores": len(cast.stores), "people": len(cast.people)}
    events.record(session, by=doer.person_id, verb="example.organisation_filled", on="installation", change=said)
    with clock.standing_at(rules.moment(starts_on - timedelta(days=rules.STARTED_BEFORE), 15)):
        programme_id = start_programme(
            session,
            template=rules.TEMPLATE,
            starts_on=starts_on,
            code=None,
            currency=rules.CURRENCY,
            budget_total_minor=rules.BUDGET_MINOR,
            by=cast.lead,
        )
    office = set_up_office(session, cast, programme_id=programme_id)
    bring_plan_forward(session, cast, programme_id=programme_id, today=today, by=doer)
    days = office_days(office)
    fill_readings(session, cast, programme_id=programme_id, by=doer, until=days.do_until)
    days.do_until(today)
    finish_actions(office)
    take_in_readings(session, cast, programme_id=programme_id)
    fill_risks(session, cast, programme_id=programme_id, by=doer)
    fill_benefits(session, cast, programme_id=programme_id)
    audits = _fill_audits(session, cast, programme_id, doer)
    fill_measures(session, cast, programme_id=programme_id)
    note_beside_values(session, cast, programme_id=programme_id)
    _mark(session)
    events.record(session, by=doer.person_id, verb="example.filled", on="installation", key=programme_id)
    return Filled(programme_id, password, audits)


def _refuse_unless_empty(session: Session) -> None:
    for kind in MUST_BE_EMPTY:
        refuse_unless(session.execute(select(kind).limit(1)).first() is None, "example.not_empty")
    taken = session.scalars(select(Identity.user_name).where(Identity.user_name.in_(USER_NAMES)).limit(1)).first()
    refuse_unless(taken is None, "example.name_taken", user_name=taken)


def _fill_audits(session: Session, cast: Cast, programme_id: UUID, doer: Actor) -> int:
    programme = session.get_one(Programme, programme_id)
    today = clock.today(doer.time_zone or rules.ZONE)
    setting = Setting(programme_id, programme.starts_on, today, _publish(session, doer), *store_pictures(session))
    rows = year_of_audits(cast, setting)
    visits_on_their_way(rows, cast, setting)
    corrective_actions(rows, cast, setting)
    second_scorings(rows, cast, setting)
    fees_and_costs(rows, cast, setting)
    places_given(rows, cast)
    appeals_heard(rows, cast, setting)
    fill_waves(rows, cast, setting)
    count_scores(rows, cast, setting)
    rows.store(session)
    agree_on_contracts(session, cast, programme_id=programme_id, visit_score=fmean(rows.percents_before))
    said = rows.counts()
    events.record(session, by=doer.person_id, verb="example.audits_filled", on="programme", key=programme_id, change=said)
    return said["audit_release"]


def _publish(session: Session, doer: Actor) -> dict[str, tuple[UUID, RubricText]]:
    """A rubric for each channel: the shipped store visit, and two short ones of the example."""
    versions: list[RubricVersion] = [publish_template(session, code="store_visit", by=doer)]
    for path in sorted(RUBRICS.glob("*.yaml")):
        versions.append(publish(session, rubric=read_template(path.read_text("utf-8"), path.name), by=doer))
    texts = [(version.id, read_snapshot(version.snapshot)) for version in versions]
    return {text.channel: (key, text) for key, text in texts}


def _mark(session: Session) -> None:
    row = session.get(Installation, 1)
    if row is None:
        row = Installation(id=1)
        session.add(row)
    row.example = True
