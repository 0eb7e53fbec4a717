"""The draft service for a phone: what it hears, and what is stored, whoever asks however often."""

import json
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from audits.visits.actions.assignments import cancel_visit
from audits.visits.models import Answer, Evidence, Submission, VisitLocation
from audits.visits.routes import Remarks, field_routes
from tests.factories.audits import LEASE, SNAPSHOT, Visit, answers_of, new_draft, state_of
from tests.factories.people import new_actor
from tracker.core.db import reading, writing
from tracker.core.gate import cookie_name, person_cookie
from tracker.core.ids import new_id
from tracker.people.actions.sign_in import open_session
from tracker.people.models import Person
from tracker.people.rules import Role

DEVICE = "phone-0001"
moment = datetime.fromisoformat
SENT = "2026-03-02T13:00:00.000Z"
CLAIMED = "2026-03-02T10:00:00.000Z"
MOST_SMALL = 60_000
Ask = Callable[..., Any]


def remarks(*_: object) -> Remarks:
    return Remarks("Look again", {"smile": ["Who served you?"]})


@pytest.fixture
def ask(visit: Visit) -> Ask:
    """The shopper's own phone; `who` for another cookie."""
    with writing() as session:
        token = open_session(session, person_id=visit.shopper.person_id, browser="test").token
    client = TestClient(Starlette(routes=field_routes(remarks)))

    def send(method: str, path: str, body: Any = None, *, who: str = token, lease: str = LEASE, **headers: str) -> Any:
        said = {"x-tracker": "field", "x-field-lease": lease, "cookie": f"{cookie_name()}={who}", **headers}
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        return client.request(method, f"/api/v1/visits{path}", content=content, headers=said)

    return send


def opened(ask: Ask, visit: Visit, **how: Any) -> dict[str, Any]:
    answer = ask("POST", f"/{visit.assignment_id}/open", how.pop("body", {}), **how)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def give(ask: Ask, draft: str, item: str, value: Any, sequence: int, **how: Any) -> Any:
    body = {"value": value, "claimed_at": CLAIMED, "device": DEVICE, "sequence": sequence}
    return ask("PUT", f"/drafts/{draft}/answers/{item}", body, **how)


def picture(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def claim(sequence: int) -> str:
    return f"?claimed_at={CLAIMED}&device={DEVICE}&sequence={sequence}"


def count(table: Any) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_list_holds_all_that_a_phone_needs_without_a_network(ask: Ask, visit: Visit) -> None:
    answer = ask("GET", "")
    said = answer.json()
    assert said["person"] == str(visit.shopper.person_id)
    assert answer.cookies[person_cookie()] == said["person"]
    assert answer.headers["cache-control"] == "no-store"
    [one] = said["visits"]
    assert (one["assignment"], one["draft"], one["state"]) == (str(visit.assignment_id), None, "assigned")
    assert [screen["items"] for screen in one["checklist"]["screens"]] == [
        [item["code"] for item in section["items"]] for section in SNAPSHOT["sections"]
    ]
    assert one["checklist"]["items"]["seconds"]["condition"] == {"is": "equals", "item": "greeted", "equals": ["yes"]}
    assert (one["reason"], one["remarks"]) == ("Look again", {"smile": ["Who served you?"]})
    assert said["words"]["item_stored"] == "Stored"


def test_the_list_speaks_the_readers_language(ask: Ask, visit: Visit) -> None:
    with writing() as session:
        session.get_one(Person, visit.shopper.person_id).language = "zh_CN"
    said = ask("GET", "", **{"accept-language": "en"}).json()
    assert (said["language"], said["words"]["item_stored"]) == ("zh-Hans-CN", "已保存")
    assert said["visits"][0]["checklist"]["items"]["smile"]["label"] == "是否微笑？"


def test_an_answer_is_stored_and_a_replay_or_a_late_one_is_acknowledged(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    for value, sequence in (("yes", 1), ("yes", 1), ("no", 3), ("na", 2)):
        assert give(ask, draft, "smile", value, sequence).status_code == 200
    with reading() as session:
        assert answers_of(session, visit) == {"smile": "no"}
    assert count(Answer) == 2
    assert ask("GET", f"/{visit.assignment_id}").json()["answers"] == {"smile": "no"}


def test_a_refused_answer_is_said_beside_its_item_and_stops_no_other(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    give(ask, draft, "greeted", "yes", 1)
    refused = give(ask, draft, "seconds", 9000, 2)
    assert (refused.status_code, refused.json()["field"]) == (400, "seconds")
    assert "600" in refused.json()["message"]
    assert give(ask, draft, "smile", "yes", 3).status_code == 200


def test_a_picture_is_stored_once_withdrawn_and_does_not_come_back(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    first = ask("POST", f"/drafts/{draft}/photos/front{claim(1)}", picture())
    again = ask("POST", f"/drafts/{draft}/photos/front{claim(1)}", picture())
    assert first.json()["hash"] == again.json()["hash"]
    file_hash = first.json()["hash"]
    assert ask("GET", f"/{visit.assignment_id}").json()["evidence"] == {"front": [file_hash]}
    shown = ask("GET", f"/drafts/{draft}/photos/{file_hash}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert ask("DELETE", f"/drafts/{draft}/photos/front/{file_hash}{claim(2)}").status_code == 200
    ask("POST", f"/drafts/{draft}/photos/front{claim(1)}", picture())
    assert ask("GET", f"/{visit.assignment_id}").json()["evidence"] == {"front": []}
    assert count(Evidence) == 2


@pytest.mark.parametrize("body", [b"", b"no picture", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused_in_a_sentence(ask: Ask, visit: Visit, body: bytes) -> None:
    draft = opened(ask, visit)["draft"]
    refused = ask("POST", f"/drafts/{draft}/photos/front{claim(1)}", body)
    assert (refused.status_code, count(Evidence)) == (400, 0)
    assert refused.json()["message"]


def test_another_device_holds_the_visit_until_it_is_taken_over_and_both_histories_stay(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    give(ask, draft, "smile", "yes", 1)
    second = opened(ask, visit, lease="second-phone")
    assert (second["holds"], second["held_elsewhere"]) == (False, True)
    refused = give(ask, draft, "smile", "no", 1, lease="second-phone")
    assert (refused.status_code, refused.json()["error"]) == (409, "visits.not_the_holder")
    assert opened(ask, visit, lease="second-phone", body={"force": True})["holds"]
    assert give(ask, draft, "smile", "no", 2, lease="second-phone").status_code == 200
    assert give(ask, draft, "smile", "na", 3).status_code == 409
    assert opened(ask, visit, body={"force": True})["holds"]
    assert give(ask, draft, "smile", "na", 3).status_code == 200
    with reading() as session:
        assert session.scalars(select(Answer.value).order_by(Answer.id)).all() == ["yes", "no", "na"]


def test_the_tab_that_leads_here_gives_its_lease_up(ask: Ask, visit: Visit) -> None:
    with writing() as session:
        new_draft(session, visit, lease="of-the-ordinary-form")
    assert not opened(ask, visit)["holds"]
    assert opened(ask, visit, body={"give_up": "of-the-ordinary-form"})["holds"]


def test_it_is_submitted_once_with_a_receipt_and_what_the_browser_calls_itself(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    for number, (item, value) in enumerate({"greeted": "yes", "seconds": 5, "smile": "yes", "clean": "yes"}.items(), 1):
        give(ask, draft, item, value, number)
    sent = [
        ask(
            "PUT",
            f"/drafts/{draft}/submission",
            {"claimed_at": CLAIMED, "sent_at": SENT},
            **{"user-agent": "A phone " + "x" * 300},
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [200, 200]
    assert sent[0].json() == sent[1].json()
    read_back = ask("GET", f"/{visit.assignment_id}").json()
    assert (read_back["receipt"], read_back["is_open"]) == (sent[0].json()["receipt"], False)
    assert ask("GET", "").json()["visits"] == []
    with reading() as session:
        submission = session.scalars(select(Submission)).one()
        assert (submission.device[:8], len(submission.device)) == ("A phone ", 200)
        assert (submission.claimed_at, submission.sent_at) == (moment(CLAIMED), moment(SENT))
        assert state_of(session, visit) == "submitted"


def test_what_is_missing_is_named_by_item(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    give(ask, draft, "greeted", "no", 1)
    refused = ask("PUT", f"/drafts/{draft}/submission", {"claimed_at": CLAIMED})
    assert (refused.status_code, refused.json()["items"]) == (422, ["greeted", "smile", "clean"])


def test_where_the_phone_says_it_is_is_noted_once(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    place = {"latitude": 31.23, "longitude": 121, "accuracy_m": 12.5, "claimed_at": CLAIMED}
    assert [ask("POST", f"/drafts/{draft}/place", place).status_code for _ in range(2)] == [200, 200]
    assert count(VisitLocation) == 1
    assert ask("POST", f"/drafts/{draft}/place", {**place, "latitude": 99}).status_code == 400


def paths(visit: Visit, draft: str) -> list[tuple[str, str, Any]]:
    answer = {"value": "yes", "claimed_at": CLAIMED, "device": DEVICE, "sequence": 1}
    return [
        ("GET", f"/{visit.assignment_id}", None),
        ("POST", f"/{visit.assignment_id}/open", {}),
        ("PUT", f"/drafts/{draft}/answers/smile", answer),
        ("POST", f"/drafts/{draft}/photos/front{claim(1)}", picture()),
        ("DELETE", f"/drafts/{draft}/photos/front/{'0' * 64}{claim(1)}", None),
        ("GET", f"/drafts/{draft}/photos/{'0' * 64}", None),
        ("POST", f"/drafts/{draft}/place", {"latitude": 1, "longitude": 1, "accuracy_m": 1, "claimed_at": CLAIMED}),
        ("PUT", f"/drafts/{draft}/submission", {"claimed_at": CLAIMED}),
    ]


def test_nobody_reads_or_writes_the_visit_of_another(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        tokens = [open_session(session, person_id=one.person_id, browser="test").token for one in (other, manager)]
    for method, path, body in paths(visit, draft):
        assert ask(method, path, body, who=tokens[0]).status_code == 404, path
        assert ask(method, path, body, who=tokens[1]).status_code == 403, path
    assert ask("GET", "", who=tokens[0]).json()["visits"] == []
    assert count(Answer) == 0


def test_the_cookie_alone_or_the_header_alone_stores_nothing(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    for method, path, body in [("GET", "", None), *paths(visit, draft)]:
        assert ask(method, path, body, **{"x-tracker": ""}).status_code == 403, path
        assert ask(method, path, body, **{"x-tracker": "other"}).status_code == 403, path
        for nobody in ("", "wrong"):
            refused = ask(method, path, body, who=nobody)
            assert (refused.status_code, refused.json()["error"]) == (401, "visits.sign_in_again"), path
    assert count(Answer) + count(Evidence) + count(VisitLocation) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"value": "yes"}',
        b'{"value": true, "claimed_at": "2026-03-02T10:00:00Z", "device": "phone-0001", "sequence": 1}',
        b'{"value": "yes", "claimed_at": "2026-03-02T10:00:00", "device": "phone-0001", "sequence": 1}',
        b'{"value": "yes", "claimed_at": "2026-03-02T10:00:00Z", "device": "../etc", "sequence": 1}',
        b'{"value": "yes", "claimed_at": "2026-03-02T10:00:00Z", "device": "phone-0001", "sequence": 0}',
        b'{"value": "yes", "claimed_at": "2026-03-02T10:00:00Z", "device": "phone-0001", "sequence": 4294967296}',
        b"[" * 40_000,
    ],
)
def test_a_bad_body_is_refused_in_a_sentence(ask: Ask, visit: Visit, body: bytes) -> None:
    draft = opened(ask, visit)["draft"]
    refused = ask("PUT", f"/drafts/{draft}/answers/smile", body)
    assert (refused.status_code, count(Answer)) == (400, 0)
    assert refused.json()["message"]


def test_a_body_beyond_its_limit_is_read_no_further(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    assert ask("PUT", f"/drafts/{draft}/answers/smile", b" " * MOST_SMALL).status_code == 413
    assert ask("POST", f"/drafts/{draft}/photos/front{claim(1)}", b" " * 10_000_001).status_code == 413


def test_a_key_that_does_not_exist_is_404(ask: Ask, visit: Visit) -> None:
    assert ask("GET", f"/{new_id()}").status_code == 404
    assert ask("POST", "/nothing/open", {}).status_code == 404
    assert give(ask, str(new_id()), "smile", "yes", 1).status_code == 404


def test_a_cancelled_visit_says_so(ask: Ask, visit: Visit) -> None:
    draft = opened(ask, visit)["draft"]
    with writing() as session:
        cancel_visit(session, assignment_id=visit.assignment_id, seen=2, reason="Closed for works", by=visit.lead)
    assert give(ask, draft, "smile", "yes", 1).json()["error"] == "visits.cancelled"
    assert ask("GET", "").json()["visits"] == []
