"""The draft service for the form on a phone that keeps what is given until it can be sent (`audits/visits/field`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from audits.rubrics.forms import checklist_document
from audits.visits.actions.drafts import open_draft, store_answer, store_photo, take_lease, withdraw_photo
from audits.visits.actions.facts import note_location
from audits.visits.actions.submissions import submit
from audits.visits.forms.field import Claim, GivenAnswer, GivenPlace, Opening, Sending
from audits.visits.models import OPEN_STATES
from audits.visits.queries.field import FieldVisit, field_visit, field_visits, own_picture
from audits.visits.routes.asking import Asked, endpoint
from audits.visits.rules import receipt_of
from tracker.core import clock, gate, words
from tracker.core.db import reading, writing
from tracker.core.files import MAX_SIZE, prepare_picture, thumbnail
from tracker.people.rules import Actor

SMALL = 50_000  # bytes of JSON: an answer is at most 2,000 letters
SPOKEN = (
    *("loading", "all_stored", "nothing_yet", "waiting", "waiting_offline", "offline", "refused_n", "item_stored"),
    *("item_waiting", "item_refused", "not_on_phone", "sign_in_first", "sign_in_waiting", "sign_in", "take_over_waiting"),
    *("submit_waits", "submit_mend", "go_on", "place_title", "place_consent", "place_agree", "place_asking"),
    *("place_given", "place_failed", "place_here", "storage_failed", "ordinary", "offline_page", "progress_name"),
)
# What both forms say alike.
ALIKE = (
    *("progress", "screen", "required", "photo_wanted", "add_photo", "remove_photo", "photo_alt", "back", "next"),
    *("to_send", "missing_n", "missing_intro", "missing.answer", "missing.photo", "missing.note", "send_title", "send_hint"),
    *("send", "back_to_items", "submitted_title", "submitted_at", "receipt_is", "came_back", "held_elsewhere", "take_over"),
    *("my_title", "nothing_to_do", "to_my_visits", "open", "card_line", "due_line"),
    *(f"state.{state.value}" for state in sorted(OPEN_STATES)),
)
UNITS = ("seconds", "minutes", "count", "stars")


@dataclass(frozen=True)
class Remarks:
    """Why an audit came back: as a whole, and by item. What a later folder knows."""

    reason: str = ""
    items: Mapping[str, Sequence[str]] = field(default_factory=dict)


FindRemarks = Callable[[Session, UUID, Actor], Remarks]


def field_routes(remarks: FindRemarks = lambda *_: Remarks()) -> list[Route]:
    """Everything under /api/v1/visits. `remarks` is asked for each open visit."""

    def document(session: Session, visit: FieldVisit, by: Actor) -> dict[str, Any]:
        return _document(visit, remarks(session, visit.assignment_id, by) if visit.state in OPEN_STATES else Remarks())

    def visits(asked: Asked) -> Response:
        with reading() as session:
            found = field_visits(session, lease=asked.lease, by=asked.actor)
            listed = [document(session, visit, asked.actor) for visit in found]
        person = str(asked.actor.person_id)
        said = {"person": person, "language": words.html_language(), "words": spoken(), "visits": listed}
        answer = JSONResponse(said, headers={"cache-control": "no-store"})
        gate.name_person(answer, asked.actor.person_id)
        return answer

    def visit(asked: Asked) -> dict[str, Any]:
        with reading() as session:
            found = field_visit(session, assignment_id=asked.key("assignment"), lease=asked.lease, by=asked.actor)
            return document(session, found, asked.actor)

    def opening(asked: Asked) -> dict[str, Any]:
        """Opens the draft and takes the lease where it is free; `holds` in the answer says whether this phone may store."""
        given, assignment_id = asked.form(Opening), asked.key("assignment")
        with writing() as session:
            draft_id = open_draft(session, assignment_id=assignment_id, by=asked.actor)
            found = field_visit(session, assignment_id=assignment_id, lease=asked.lease, by=asked.actor)
            if found.state in OPEN_STATES and asked.lease:
                whose: dict[str, Any] = {"draft_id": draft_id, "token": asked.lease, "by": asked.actor}
                take_lease(session, force=given.force, give_up=given.give_up, **whose)
                found = field_visit(session, assignment_id=assignment_id, lease=asked.lease, by=asked.actor)
            return document(session, found, asked.actor)

    place, one = "/api/v1/visits", "/api/v1/visits/{assignment}"
    draft = "/api/v1/visits/drafts/{draft}"
    return [
        Route(place, endpoint(visits), methods=["GET"]),
        Route(one, endpoint(visit), methods=["GET"]),
        Route(f"{one}/open", endpoint(opening, most=SMALL), methods=["POST"]),
        Route(f"{draft}/answers/{{item}}", endpoint(_answer, most=SMALL), methods=["PUT"]),
        Route(f"{draft}/photos/{{item}}", endpoint(_photo, most=MAX_SIZE), methods=["POST"]),
        Route(f"{draft}/photos/{{item}}/{{hash}}", endpoint(_withdraw), methods=["DELETE"]),
        Route(f"{draft}/photos/{{hash}}", endpoint(_picture), methods=["GET"]),
        Route(f"{draft}/place", endpoint(_place, most=SMALL), methods=["POST"]),
        Route(f"{draft}/submission", endpoint(_submit, most=SMALL), methods=["PUT"]),
    ]


def spoken() -> dict[str, str]:
    """The sentences of the form in the reader's language; their facts are put in on the phone."""
    own = {name: f"visits.phone.{name}" for name in SPOKEN}
    alike = {name: f"visits.{name}" for name in ALIKE}
    inputs = {name: f"rubrics.input.{name}" for name in ("choose", "note_of_answer", "location")}
    units = {f"unit.{name}": f"rubrics.input.unit.{name}" for name in UNITS}
    return {name: words.say(key) for name, key in {**own, **alike, **inputs, **units}.items()}


def _document(visit: FieldVisit, remarks: Remarks) -> dict[str, Any]:
    return {
        "assignment": str(visit.assignment_id),
        "draft": str(visit.draft_id) if visit.draft_id else None,
        "attempt": visit.attempt,
        "store": str(visit.store),
        "store_code": visit.store_code,
        "channel": str(visit.channel),
        "visit_from": visit.visit_from.isoformat(),
        "due_on": visit.due_on.isoformat(),
        "state": visit.state.value,
        "is_open": visit.state in OPEN_STATES,
        "checklist": checklist_document(visit.rubric),
        "answers": {code: value for code, value in visit.answers.items() if value is not None},
        "evidence": dict(visit.evidence),
        "stored_at": visit.stored_at.isoformat() if visit.stored_at else None,
        "holds": visit.holds,
        "held_elsewhere": visit.held_elsewhere,
        "receipt": visit.receipt,
        "submitted_at": visit.submitted_at.isoformat() if visit.submitted_at else None,
        "reason": remarks.reason,
        "remarks": {code: list(texts) for code, texts in remarks.items.items()},
    }


def _answer(asked: Asked) -> dict[str, str]:
    given, code = asked.form(GivenAnswer), asked.request.path_params["item"]
    with writing() as session:
        return {"stored_at": store_answer(session, item_code=code, **asked.whose, **given.model_dump()).isoformat()}


def _photo(asked: Asked) -> dict[str, str]:
    """The picture is decoded and written again before the door is opened: that takes up to a second."""
    claim, code = asked.asked_for(Claim), asked.request.path_params["item"]
    picture = prepare_picture(asked.body)
    with writing() as session:
        stored = store_photo(session, item_code=code, data=picture, **asked.whose, **claim.model_dump())
    return {"hash": stored, "stored_at": clock.now().isoformat()}


def _withdraw(asked: Asked) -> dict[str, str]:
    claim, code = asked.asked_for(Claim), asked.request.path_params["item"]
    with writing() as session:
        withdraw_photo(session, item_code=code, file_hash=asked.request.path_params["hash"], **asked.whose, **claim.model_dump())
    return {"stored_at": clock.now().isoformat()}


def _picture(asked: Asked) -> Response:
    with reading() as session:
        file_hash = own_picture(session, draft_id=asked.key("draft"), file_hash=asked.request.path_params["hash"], by=asked.actor)
    return Response(thumbnail(file_hash), media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


def _place(asked: Asked) -> dict[str, str]:
    given = asked.form(GivenPlace)
    with writing() as session:
        noted = note_location(session, draft_id=asked.key("draft"), by=asked.actor, **given.model_dump())
    return {"stored_at": noted.isoformat()}


def _submit(asked: Asked) -> dict[str, str]:
    given = asked.form(Sending)
    with writing() as session:
        receipt = submit(session, device=asked.device, **asked.whose, **given.model_dump())
    return {"receipt": receipt_of(receipt.payload_hash), "submitted_at": receipt.received_at.isoformat()}
