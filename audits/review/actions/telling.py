"""What a store, and whoever decides about its appeal, is told. Nothing here names a visitor or tells when somebody came."""

from sqlalchemy.orm import Session

from audits.review.models import Appeal, AuditRelease
from audits.review.queries.appeals import involved
from audits.visits.queries import field_rules
from tracker.messages.actions.outbox import tell
from tracker.messages.rules import MessageKind
from tracker.people.access import who_may
from tracker.people.models import Store
from tracker.people.rules import Action, Place

RELEASED, APPEALS = "/released", "/appeals"


def tell_released(session: Session, release: AuditRelease) -> None:
    store = session.get_one(Store, release.store_id)
    managers = who_may(session, action=Action.APPEAL_AUDIT, place=Place(release.programme_id, store.region_id, store.id))
    days = field_rules(session, programme_id=release.programme_id).appeal_days
    kind, key = MessageKind.AUDIT_RELEASED, str(release.public_id)
    tell(session, kind=kind, key=key, to=managers, path=RELEASED, store=store.name, days=days)


def tell_appealed(session: Session, appeal: Appeal, items: int) -> None:
    """Everybody who may decide it."""
    store = session.get_one(Store, appeal.store_id)
    place, had_a_part = Place(appeal.programme_id, store.region_id, store.id), involved(session, appeal.submission_id)
    deciders = [key for key in who_may(session, action=Action.DECIDE_APPEAL, place=place) if not had_a_part.includes(key)]
    kind, key = MessageKind.APPEAL_OPENED, str(appeal.id)
    tell(session, kind=kind, key=key, to=deciders, path=APPEALS, store=store.name, n=items)


def tell_decided(session: Session, appeal: Appeal) -> None:
    store = session.get_one(Store, appeal.store_id).name
    kind, key = MessageKind.APPEAL_DECIDED, str(appeal.id)
    tell(session, kind=kind, key=key, to=[appeal.opened_by], path=RELEASED, store=store)
