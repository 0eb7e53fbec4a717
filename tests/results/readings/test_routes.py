"""What a machine sends, and what it is told."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from results.readings.models import Reading, ReadingRequest
from results.readings.queries.history import requests
from results.readings.routes import FIELDS, MOST_BYTES, read_list, routes
from results.readings.rules import ReadingSource
from tests.conftest import Database
from tests.factories.people import new_actor, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.people.models import ApiToken
from tracker.people.rules import Actor, Role, token_hash
from tracker.plan.models import Programme
from tracker.plan.rules import ProgrammeStatus
from tracker.targets.rules import Unit

TOKENS = {Role.PROGRAMME_LEAD: "token-of-the-lead", Role.EXECUTIVE: "token-of-the-executive"}
GOOD = [
    {"indicator": "csi", "date": "2026-03-31", "value": 84.5, "n": 300},
    {"indicator": "fcr", "date": "2026-03-31", "store": "A1", "numerator": 45, "denominator": 60},
]


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            programme = new_programme(session, "PROG")
            new_indicator(session, programme, "csi")
            new_indicator(session, programme, "fcr", unit=Unit.PERCENT)
            new_store(session, "A1")
            for role, token in TOKENS.items():
                key = new_actor(session, role).person_id
                session.add(ApiToken(person_id=key, token_hash=token_hash(token), label="scheduler"))
        yield TestClient(Starlette(routes=routes))


def post(client: TestClient, body: Any = GOOD, *, key: str = "march", programme: str = "PROG", **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body)
    said = {"authorization": f"Bearer {TOKENS[Role.PROGRAMME_LEAD]}", "idempotency-key": key}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/api/v1/readings?programme={programme}", content=content, headers={**said, **given})


def stored() -> list[tuple[float, int | None, int, ReadingSource]]:
    with reading() as session:
        rows = session.scalars(select(Reading).order_by(Reading.value, Reading.revision))
        return [(row.value, row.n, row.revision, row.source) for row in rows]


def test_what_is_sent_is_stored_once_under_its_key_and_a_difference_is_a_correction(client: TestClient) -> None:
    first = post(client)
    assert first.status_code == 201
    assert {name: first.json()[name] for name in ("rows", "new", "corrected", "same")} == {
        "rows": 2,
        "new": 2,
        "corrected": 0,
        "same": 0,
    }
    again = post(client)
    assert (again.status_code, again.content) == (200, first.content)
    other = post(client, [GOOD[0] | {"value": 85}])
    assert other.status_code == 409
    assert "another request" in other.json()["message"]
    later = post(client, [GOOD[0] | {"value": 85, "note": "late answers"}, GOOD[1]], key="march, late answers")
    assert (later.status_code, later.json()["corrected"], later.json()["same"]) == (201, 1, 1)
    received = ReadingSource.RECEIVED
    assert stored() == [(75.0, 60, 1, received), (84.5, 300, 1, received), (85.0, 300, 2, received)]
    with reading() as session:
        programme_id = session.scalars(select(Programme.id)).one()
        lead = session.scalars(select(ReadingRequest.received_by)).first()
        assert lead is not None
        rows = requests(session, programme_id=programme_id, by=Actor(person_id=lead, role=Role.PROGRAMME_LEAD))
        assert [(row.rows, row.new, row.corrected) for row in rows] == [(2, 0, 1), (2, 2, 0)]


def test_every_problem_of_a_request_comes_at_once_and_nothing_is_stored(client: TestClient) -> None:
    answer = post(
        client,
        [
            GOOD[0],
            {"indicator": "cis", "date": "2026-03-31", "value": 1},
            {"indicator": "csi", "date": "March", "value": "84", "n": 3.5},
            {"indicator": "csi", "value": 84, "weight": 2},
            7,
            {"indicator": "csi", "date": "2026-03-31", "value": 184, "n": 300, "store": "Z9"},
            GOOD[0],
        ],
    )
    assert answer.status_code == 422
    assert [(one["index"], one["field"], one["error"].removeprefix("readings.")) for one in answer.json()["problems"]] == [
        (1, "indicator", "problem.unknown_indicator"),
        (2, "date", "request.write_date"),
        (2, "value", "request.write_value"),
        (2, "n", "request.write_n"),
        (3, "date", "request.missing"),
        (3, "weight", "request.unknown_field"),
        (4, None, "request.no_object"),
        (5, "store", "problem.unknown_store"),
        (5, "value", "problem.off_scale"),
        (6, "indicator", "problem.sent_twice"),
    ]
    assert all(one["message"].endswith(".") for one in answer.json()["problems"])
    assert stored() == []
    chinese = post(client, [GOOD[0] | {"n": 0}], accept_language="zh-CN").json()
    assert "样本量至少为1" in chinese["problems"][0]["message"]
    assert post(client).status_code == 201  # a refused request did not use up its key


def test_who_may_not_and_what_is_not_there(client: TestClient) -> None:
    assert post(client, authorization="Bearer nobody").status_code == 401
    assert post(client, authorization="").headers["www-authenticate"] == "Bearer"
    assert post(client, authorization=f"Bearer {TOKENS[Role.EXECUTIVE]}").status_code == 403
    assert post(client, programme="OTHER").status_code == 404
    assert post(client, key="").status_code == 400
    assert post(client, key="k" * 201).status_code == 400
    assert post(client, b" " * (MOST_BYTES + 1)).status_code == 413
    with writing() as session:
        session.scalars(select(Programme)).one().status = ProgrammeStatus.CLOSED
    assert post(client).status_code == 400
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ReadingRequest)) == 0


def test_what_is_no_list_of_readings_is_answered_with_a_sentence(client: TestClient) -> None:
    bodies = [b"", b"{", b"{}", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b'[{"value": NaN}]', b'[{"value": 1e999}]']
    answers = [post(client, body) for body in bodies]
    assert [answer.status_code for answer in answers[:8]] == [400] * 8
    assert answers[8].status_code in (400, 422)
    assert all(answer.json()["message"] for answer in answers)
    huge = post(client, b'[{"indicator": "csi", "date": "2026-03-31", "n": 1, "value": ' + b"9" * 4000 + b"}]")
    assert huge.status_code in (400, 422)
    assert post(client, [GOOD[0] | {"n": 2**40}]).status_code == 422
    assert post(client, [GOOD[0] | {"note": "\x00 nul"}]).status_code == 201


def test_the_documented_body_and_its_fields_are_those_that_are_read() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    example = text.split("```json\n")[1].split("```")[0]
    rows, wrongs = read_list(example.encode())
    assert (len(rows), wrongs) == (3, [])
    assert [name for name in FIELDS if f"`{name}`" not in text] == []
