"""Drafts: a rubric being written, stored at each change, published when nothing is wrong with it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.actions.publishing import publish
from audits.rubrics.forms.compare import changes
from audits.rubrics.forms.lint import Severity, lint_document
from audits.rubrics.forms.text import canonical
from audits.rubrics.models import DraftState, RubricDraft, RubricVersion
from tracker.core import events
from tracker.core.db import change, refuse_unless, take
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.rules import Action, Actor

LARGEST = 4_000_000  # characters of JSON: a rubric of 5,000 items
SHOWN = 200  # characters of a text in the event log


def begin_draft(session: Session, *, document: dict[str, Any], based_on: UUID | None, by: Actor) -> RubricDraft:
    """One draft of a rubric at a time: two would each publish without what the other holds."""
    demand(by, Action.PUBLISH_RUBRIC)
    document = storable(document)
    name = _name(document)
    open_one = select(RubricDraft.id).where(RubricDraft.code == document["code"], RubricDraft.state == DraftState.OPEN)
    refuse_unless(session.scalars(open_one).first() is None, "rubrics.draft_exists", name=name)
    if based_on is not None and session.get(RubricVersion, based_on) is None:
        raise NotFound("core.not_found")
    draft = RubricDraft(code=document["code"], name=name, document=document, based_on=based_on, begun_by=by.person_id)
    session.add(draft)
    session.flush()
    change = {"code": [None, draft.code], "based_on": [None, str(based_on) if based_on else None]}
    events.record(session, by=by.person_id, verb="rubric.draft_begun", on="rubric_draft", key=draft.id, change=change)
    return draft


def save_draft(session: Session, *, draft_id: UUID, seen: int, document: dict[str, Any], by: Actor) -> RubricDraft:
    """The document as it is now; the log keeps which fields changed."""
    draft = _open(session, draft_id, seen, by)
    document = storable(document)
    before = draft.document
    if change(draft, document=document, code=document["code"], name=_name(document)):
        changed = {place: [_short(value) for value in values] for place, values in changes(before, document).items()}
        events.record(session, by=by.person_id, verb="rubric.draft_changed", on="rubric_draft", key=draft.id, change=changed)
    return draft


def publish_draft(session: Session, *, draft_id: UUID, seen: int, by: Actor) -> RubricVersion:
    """The next version of its rubric; refused while the linter finds an error."""
    draft = _open(session, draft_id, seen, by)
    rubric, findings = lint_document(draft.document)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if rubric is None or errors:
        refuse_unless(False, "rubrics.draft_has_errors", n=errors)
    assert rubric is not None  # noqa: S101 - for the type checker
    version = publish(session, rubric=rubric, by=by)
    changed = change(draft, state=DraftState.PUBLISHED, published_as=version.id)
    events.record(session, by=by.person_id, verb="rubric.draft_published", on="rubric_draft", key=draft.id, change=changed)
    return version


def discard_draft(session: Session, *, draft_id: UUID, seen: int, by: Actor) -> None:
    """It is kept, but nobody goes on with it."""
    draft = _open(session, draft_id, seen, by)
    changed = change(draft, state=DraftState.DISCARDED)
    events.record(session, by=by.person_id, verb="rubric.draft_discarded", on="rubric_draft", key=draft.id, change=changed)


def storable(document: dict[str, Any]) -> dict[str, Any]:
    """What both databases take: no control characters, no lone surrogates, not without end."""
    cleaned: dict[str, Any] = _cleaned(document)
    length = len(canonical(cleaned))
    refuse_unless(length <= LARGEST, "rubrics.draft_too_large", n=length, most=LARGEST)
    return cleaned


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(letter for letter in value if letter >= " " or letter in "\n\t").encode("utf-8", "ignore").decode()
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(inner) for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value


def _open(session: Session, draft_id: UUID, seen: int, by: Actor) -> RubricDraft:
    demand(by, Action.PUBLISH_RUBRIC)
    draft = take(session, RubricDraft, draft_id, seen=seen)
    refuse_unless(draft.state is DraftState.OPEN, "rubrics.draft_closed")
    return draft


def _name(document: dict[str, Any]) -> Label:
    return Label(document["name"].get("en", ""), document["name"].get("zh_CN", ""))


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else canonical({"": value})[4:-1]
    return value if len(text) <= SHOWN else text[:SHOWN] + "…"
