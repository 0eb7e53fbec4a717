import json
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from audits.visits.routes import routes
from audits.visits.routes.submissions import MOST_BYTES
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_draft, new_visit
from tests.factories.people import new_actor
from tracker.core.db import writing
from tracker.core.ids import new_id
from tracker.people.models import ApiToken, Person
from tracker.people.rules import Role, token_hash

TOKEN = "token-of-the-shopper"


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        made = new_visit(session)
        session.add(ApiToken(person_id=made.shopper.person_id, token_hash=token_hash(TOKEN), label="phone"))
        other = new_actor(session, Role.MYSTERY_SHOPPER)
        session.add(ApiToken(person_id=other.person_id, token_hash=token_hash("other"), label="other"))
    return made


@pytest.fixture
def draft_id(visit: Visit) -> UUID:
    with writing() as session:
        return new_draft(session, visit)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes))


def put(client: TestClient, key: Any, body: Any = None, *, token: str = TOKEN, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps({"answers": FULL} if body is None else body)
    said = {"authorization": f"Bearer {token}"} if token else {}
    return client.put(f"/api/v1/submissions/{key}", content=content, headers={**said, **headers})


def test_stored_is_201_and_again_is_200_with_the_same_receipt(client: TestClient, draft_id: UUID) -> None:
    first, again = put(client, draft_id), put(client, draft_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(first.json()["receipt"]) == 14


def test_other_content_is_409_in_a_sentence(client: TestClient, draft_id: UUID) -> None:
    put(client, draft_id)
    answer = put(client, draft_id, {"answers": {**FULL, "smile": "no"}})
    assert answer.status_code == 409
    assert "already stored" in answer.json()["message"]


def test_an_unknown_id_is_404_for_everybody(client: TestClient, draft_id: UUID) -> None:
    for key, token in ((new_id(), TOKEN), ("not-an-id", TOKEN), (draft_id, "other")):
        assert put(client, key, token=token).status_code == 404


def test_without_a_living_token_it_is_401(client: TestClient, visit: Visit, draft_id: UUID) -> None:
    for headers in ({}, {"authorization": ""}, {"authorization": "Bearer "}, {"authorization": f"Basic {TOKEN}"}):
        answer = put(client, draft_id, token="", **headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert put(client, draft_id, token="wrong").status_code == 401
    with writing() as session:
        session.get_one(Person, visit.shopper.person_id).active = False
    assert put(client, draft_id).status_code == 401


def test_what_is_missing_is_422_and_said_in_the_callers_language(client: TestClient, draft_id: UUID) -> None:
    answer = put(client, draft_id, {"answers": {"greeted": "yes"}}, **{"accept-language": "zh-CN"})
    assert answer.status_code == 422
    assert "是否微笑" in answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"answers": null}',
        b'{"answers": {"smile": {"a": 1}}}',
        b'{"answers": {"smile": true}}',
        b'{"answers": {"seconds": 1e999}}',
        b'{"answers": {"seconds": NaN}}',
        b'{"answers": {"smile": "maybe"}}',
        b'{"answers": {"nothing": "yes"}}',
        b'{"answers": {"": "yes"}}',
        b'{"answers": {}, "evidence": {"clean": ["../../etc/passwd"]}}',
        b'{"answers": {}, "claimed_at": "2026-03-02T10:00:00"}',
        b'{"answers": {}, "claimed_at": "yesterday"}',
        b'{"answers": {}, "state": "approved"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_a_bad_body_is_400_with_a_sentence_and_nothing_is_stored(client: TestClient, draft_id: UUID, body: bytes) -> None:
    answer = put(client, draft_id, body)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert put(client, draft_id).status_code == 201


def test_a_huge_body_is_413(client: TestClient, draft_id: UUID) -> None:
    assert put(client, draft_id, b" " * (MOST_BYTES + 1)).status_code == 413


def test_a_number_far_too_large_is_refused_before_the_database(client: TestClient, draft_id: UUID) -> None:
    assert put(client, draft_id, b'{"answers": {"seconds": ' + b"9" * 5000 + b"}}").status_code == 400
