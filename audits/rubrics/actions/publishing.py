"""Publishing: a rubric as text becomes a version that nobody can change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText, load_template
from audits.rubrics.forms.lint import Severity, lint
from audits.rubrics.models import Rubric, RubricVersion
from tracker.core import events
from tracker.core.db import change
from tracker.core.refusals import Problem, Problems
from tracker.people.access import demand
from tracker.people.rules import Action, Actor


def publish_template(session: Session, *, code: str, by: Actor) -> RubricVersion:
    """The shipped rubric of this code as a version; the version that is there already when its text is the same."""
    demand(by, Action.PUBLISH_RUBRIC)
    return publish(session, rubric=load_template(code), by=by)


def publish(session: Session, *, rubric: RubricText, by: Actor) -> RubricVersion:
    """The next version of this rubric, or the existing one whose text is the same. Refused while the linter finds errors."""
    demand(by, Action.PUBLISH_RUBRIC)
    stored = session.scalars(select(Rubric).where(Rubric.code == rubric.code).with_for_update()).one_or_none()
    if stored is None:
        stored = Rubric(code=rubric.code, name=rubric.name, channel_code=rubric.channel)
        session.add(stored)
        session.flush()
    versions = session.scalars(
        select(RubricVersion).where(RubricVersion.rubric_id == stored.id).order_by(RubricVersion.number)
    ).all()
    fingerprint = rubric.snapshot_hash()
    if same := next((version for version in versions if version.snapshot_hash == fingerprint), None):
        return same
    _refuse_errors(rubric)
    version = RubricVersion(
        rubric_id=stored.id,
        number=len(versions) + 1,
        snapshot=rubric.snapshot(),
        snapshot_hash=fingerprint,
        published_by=by.person_id,
    )
    session.add(version)
    session.flush()
    change(stored, name=rubric.name, channel_code=rubric.channel)
    changed = {"code": [None, rubric.code], "number": [None, version.number], "hash": [None, fingerprint]}
    events.record(session, by=by.person_id, verb="rubric.published", on="rubric_version", key=version.id, change=changed)
    return version


def _refuse_errors(rubric: RubricText) -> None:
    """All at once, each with its item and the way to mend it."""
    errors = [finding for finding in lint(rubric) if finding.severity is Severity.ERROR]
    if errors:
        raise Problems([Problem(one.key, rubric.code, None, one.item or "", one.facts, one.fix_key) for one in errors])
