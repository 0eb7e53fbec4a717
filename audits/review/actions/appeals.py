"""A store's objection to a released audit, and the decision by somebody who had no part in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.actions.correcting import put_right
from audits.review.actions.counting import current_score, freeze, recount, scored
from audits.review.actions.deciding import Approved, approved
from audits.review.actions.taking import InHand, follow, said_why, take
from audits.review.actions.telling import tell_appealed, tell_decided
from audits.review.forms.appeals import AppealItemForm, RulingForm
from audits.review.models import Appeal, AppealDecision, AppealEvidence, AppealItem, AppealRuling, AppealState, AuditRelease
from audits.review.queries.answers import answers_in_effect
from audits.review.queries.appeals import involved
from audits.review.rules import Ruling, Step, appeal_until
from audits.rubrics.forms import ItemKind, visible_items
from audits.visits.queries import field_rules
from tracker.core import clock, db, events, files
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Stale
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor

MOST_PICTURES = 5
STEPS = {Ruling.AMENDED: Step.AMENDED, Ruling.UPHELD: Step.UPHELD}


@dataclass(frozen=True)
class AppealDecided:
    """`audit` is as it counts now: the answers in effect and their score."""

    appeal_id: UUID
    ruling: Ruling
    audit: Approved


def open_appeal(session: Session, *, public_id: UUID, items: Sequence[AppealItemForm], note: str = "", by: Actor) -> UUID:
    """Once for each released audit, within the programme's days after the release."""
    demand(by, Action.APPEAL_AUDIT)
    release = session.scalars(
        select(AuditRelease)
        .join(Store, Store.id == AuditRelease.store_id)
        .where(AuditRelease.public_id == public_id, store_condition(by), programme_condition(by, AuditRelease.programme_id))
    ).one_or_none()
    if release is None:
        raise NotFound("review.not_found")
    audit = take(session, release.submission_id, Action.APPEAL_AUDIT, by)
    follow(audit, Step.APPEALED)
    zone = by.time_zone or "UTC"
    until = appeal_until(release.released_at, field_rules(session, programme_id=release.programme_id).appeal_days, zone)
    refuse_unless(clock.today(zone) <= until, "appeals.too_late", until=until)
    appeal = Appeal(
        id=new_id(),
        programme_id=release.programme_id,
        submission_id=release.submission_id,
        store_id=release.store_id,
        note=said_why(note, "appeals.text_missing", field="note") if note.strip() else "",
        opened_by=by.person_id,
    )
    session.add(appeal)
    session.flush()
    _add_items(session, audit, appeal.id, items)
    tell_appealed(session, appeal, len(items))
    said = {"items": sorted(item.item_code for item in items), "pictures": sum(len(item.pictures) for item in items)}
    events.record(session, by=by.person_id, verb="appeal.opened", on="appeal", key=appeal.id, change=said)
    return appeal.id


def withdraw_appeal(session: Session, *, appeal_id: UUID, seen: int, by: Actor) -> None:
    """While it is open; what was written stays, and within the days another one is possible."""
    audit, appeal = _take(session, appeal_id, seen, Action.APPEAL_AUDIT, by)
    follow(audit, Step.APPEAL_WITHDRAWN)
    changed = db.change(appeal, state=AppealState.WITHDRAWN)
    events.record(session, by=by.person_id, verb="appeal.withdrawn", on="appeal", key=appeal_id, change=changed)


def decide_appeal(session: Session, *, appeal_id: UUID, seen: int, rulings: Sequence[RulingForm], by: Actor) -> AppealDecided:
    """One ruling on each item. An amended answer makes a new score instead of the old one, and the tally follows it."""
    audit, appeal = _take(session, appeal_id, seen, Action.DECIDE_APPEAL, by)
    refuse_unless(not involved(session, audit.submission.id).includes(by.person_id), "appeals.involved")
    items = {row.item_code: row.id for row in session.scalars(select(AppealItem).where(AppealItem.appeal_id == appeal_id))}
    refuse_unless(sorted(one.item_code for one in rulings) == sorted(items), "appeals.rule_on_each")
    whole = Ruling.AMENDED if any(one.ruling is Ruling.AMENDED for one in rulings) else Ruling.UPHELD
    follow(audit, STEPS[whole])
    for one in rulings:
        _rule(session, audit, items[one.item_code], one, appeal_id, by)
    before, answers = current_score(session, audit.assignment.id), answers_in_effect(session, audit.submission.id)
    assert before is not None  # noqa: S101 - what is appealed against was approved
    score = scored(session, audit, answers)
    frozen = freeze(session, audit, score) if whole is Ruling.AMENDED else None
    if frozen is not None:
        recount(session, frozen)
    session.add(
        AppealDecision(
            appeal_id=appeal_id,
            ruling=whole,
            score_before=before.id,
            score_after=frozen.id if frozen else None,
            decided_by=by.person_id,
        )
    )
    changed = db.change(appeal, state=AppealState.DECIDED)
    tell_decided(session, appeal)
    said = {**changed, "ruling": whole, "percent": [before.percent, score.shown_percent]}
    events.record(session, by=by.person_id, verb="appeal.decided", on="appeal", key=appeal_id, change=said)
    return AppealDecided(appeal_id, whole, approved(audit, answers, score))


def _add_items(session: Session, audit: InHand, appeal_id: UUID, items: Sequence[AppealItemForm]) -> None:
    refuse_unless(bool(items), "appeals.no_item")
    codes = [item.item_code for item in items]
    shown = visible_items(audit.rubric, answers_in_effect(session, audit.submission.id))
    for item in items:
        known = audit.rubric.items.get(item.item_code) if item.item_code in shown else None
        refuse_unless(known is not None and known.kind is not ItemKind.NOTE, "appeals.unknown_item", item=item.item_code)
        refuse_unless(codes.count(item.item_code) == 1, "appeals.item_twice", item=item.item_code)
        refuse_unless(len(item.pictures) <= MOST_PICTURES, "appeals.too_many_pictures", most=MOST_PICTURES)
        text = said_why(item.text, "appeals.text_missing", field=item.item_code)
        row = AppealItem(id=new_id(), appeal_id=appeal_id, item_code=item.item_code, category=item.category, text=text)
        session.add(row)
        session.flush()
        hashes = dict.fromkeys(files.store_picture(session, picture).hash for picture in item.pictures)
        session.add_all(AppealEvidence(appeal_item_id=row.id, file_hash=file_hash) for file_hash in hashes)


def _take(session: Session, appeal_id: UUID, seen: int, action: Action, by: Actor) -> tuple[InHand, Appeal]:
    """The audit first, as everybody who locks both does. An appeal that is closed stays closed, whatever the audit's state."""
    demand(by, action)
    submission_id = session.scalar(
        select(Appeal.submission_id)
        .join(Store, Store.id == Appeal.store_id)
        .where(Appeal.id == appeal_id, store_condition(by), programme_condition(by, Appeal.programme_id))
    )
    if submission_id is None:
        raise NotFound("appeals.not_found")
    audit = take(session, submission_id, action, by)
    appeal = db.take(session, Appeal, appeal_id, seen=seen)
    if appeal.state is not AppealState.OPEN:
        raise Stale("appeals.is_closed")
    return audit, appeal


def _rule(session: Session, audit: InHand, item_id: UUID, given: RulingForm, appeal_id: UUID, by: Actor) -> None:
    reason, is_amended = said_why(given.reason, "appeals.reason_missing", field=given.item_code), given.ruling is Ruling.AMENDED
    if is_amended:
        put_right(session, audit, given.item_code, given.value, reason, by, appeal_id=appeal_id)
    value = given.value if is_amended else None
    session.add(AppealRuling(appeal_item_id=item_id, ruling=given.ruling, value=value, reason=reason))
