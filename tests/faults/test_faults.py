"""Nothing that was acknowledged is lost or doubled, whatever breaks. The short form; `make bench` runs the whole."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from sqlalchemy import delete, insert, text, update

from audits.visits.actions.submissions import submit_payload
from audits.visits.forms import SubmissionPayload
from audits.visits.models import Answer, Submission
from tests.bench.submissions import drafts, prepare
from tests.browser.test_proxy import Counting
from tests.factories.audits import Visit
from tests.faults.clients import Sending, Told
from tests.faults.cutting import CuttingProxy, Fate, http_message
from tests.faults.runs import SHARE_CUT, through_a_cutting_network, while_the_server_is_killed
from tests.faults.stored import count
from tracker.core.db import writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.schema import drop_append_only

REQUEST = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


def test_through_a_network_that_cuts_everything_arrives_once():
    run = through_a_cutting_network(60)
    assert run.told.refused == []
    assert (run.count.sent, run.count.acknowledged, run.count.stored) == (60, 60, 60)
    assert run.count.is_whole, run.count
    assert sum(run.fates.values()) >= 20
    assert run.told.broken >= sum(run.fates.values())


def test_a_server_that_is_killed_has_kept_what_it_acknowledged():
    run = while_the_server_is_killed("sqlite", kills=1, between=40)
    assert run.told.refused == []
    assert run.count.acknowledged >= 80
    assert run.count.is_whole, run.count
    assert run.told.broken > 0
    assert len(run.outages) == 1


# The suite itself: were it blind, it would report nothing lost.


@pytest.fixture
def behind() -> Iterator[ThreadingHTTPServer]:
    class Silent(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A connection that broke is what is wanted here."""

    server = Silent(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_network_cuts_its_share_in_each_of_the_ways(behind):
    answers = Counter[str]()
    with CuttingProxy(behind.server_port, share=SHARE_CUT) as network:
        for _ in range(100):
            answers[ask(network.port)] += 1
        assert 0.3 < network.share_cut < 0.5
        assert all(network.cuts[fate] > 3 for fate in Fate)
        assert answers["whole"] == network.passed
        assert answers["part"] == network.cuts[Fate.HALF_ANSWER]


def ask(port: int) -> str:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(REQUEST)
            read = http_message(connection)
    except OSError:
        return "nothing"
    return "whole" if read.endswith(b"\r\n\r\nhere") else "part" if read else "nothing"


@pytest.fixture
def sent(database) -> tuple[Visit, list[Sending], Told]:
    """Three submissions, all acknowledged and stored."""
    visit = prepare()
    sendings, told = [Sending(key, number) for number, (key, _) in enumerate(drafts(visit, 3))], Told()
    for sending in sendings:
        with writing() as session:
            receipt = submit_payload(
                session, submission_id=sending.id, payload=SubmissionPayload(answers=sending.answers), by=visit.shopper
            )
        told.acknowledged[sending.id] = receipt.payload_hash
    return visit, sendings, told


def test_three_whole_submissions_are_counted_as_whole(sent):
    _, sendings, told = sent
    assert count(sendings, told).is_whole


@pytest.mark.parametrize(
    ("damage", "seen_as"),
    [
        (lambda key: delete(Submission).where(Submission.id == key), {"lost", "half"}),
        (lambda key: delete(Answer).where(Answer.draft_id == key, Answer.item_code == "q7"), {"lost", "half"}),
        (lambda key: update(Answer).where(Answer.draft_id == key, Answer.item_code == "q7").values(value="na"), {"lost", "half"}),
        (lambda key: update(Submission).where(Submission.id == key).values(payload_hash="0" * 64), {"lost"}),
        (lambda key: update(Event).where(Event.subject_id == key).values(verb="visit.opened"), {"half", "chain_broken"}),
    ],
)
def test_each_damage_is_seen(sent, database, damage, seen_as):
    _, sendings, told = sent
    with writing() as session:
        for table in ("submission", "answer", "event"):
            on_sqlite = [f"DROP TRIGGER {table}_append_only_{verb}" for verb in ("update", "delete")]
            for statement in drop_append_only(table, database.kind) or on_sqlite:
                session.execute(text(statement))
        session.execute(damage(sendings[1].id))
    found = count(sendings, told)
    assert {name for name in ("lost", "doubled", "half", "chain_broken") if getattr(found, name)} == seen_as
    assert not found.is_whole


def test_an_answer_that_stands_twice_is_seen(sent):
    visit, sendings, told = sent
    sending = sendings[0]
    again = {"id": new_id(), "programme_id": visit.programme_id, "draft_id": sending.id, "answered_by": visit.shopper.person_id}
    with writing() as session:
        session.execute(insert(Answer), [again | {"item_code": "q1", "value": sending.answers["q1"]}])
    assert count(sendings, told).doubled == 1
