"""Who the visitor was, and when, never reaches a store or an executive: a canary in every identity field, searched for in all
that a browser of theirs receives: frames of the websocket, answers, pictures, downloads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID
from zipfile import BadZipFile, ZipFile

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, Response, WebSocket
from sqlalchemy import select

from audits.findings.actions import approve_audit
from audits.review.actions import release_audits
from audits.review.models import AuditRelease
from audits.visits.actions.drafts import store_answer, store_photo
from audits.visits.actions.submissions import submit
from audits.visits.models import Submission
from tests.browser.application import Application
from tests.browser.steps import settled, sign_in
from tests.conftest import Database
from tests.factories.audits import FULL, LEASE, Visit, new_draft, new_visit
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.people.models import Identity
from tracker.people.rules import Actor, Role

PASSWORD = "a long walk in the rain"
NAME, USER, MAIL, CAMERA = "Canary Zebrafinch", "canary.zebrafinch", "canary@zebrafinch.example", "Zebrafinchcam"
VISITED = datetime(2026, 3, 5, 13, 37, 42, tzinfo=UTC)  # a Thursday
TIMES = ("13:37", "2026-03-05", "3月5日", "Mar 5", "5 Mar", "March 5")
READERS = (Role.STORE_MANAGER, Role.EXECUTIVE)


@dataclass
class Received:
    """Everything a page received, by where it came from."""

    parts: list[tuple[str, bytes]] = field(default_factory=list)
    pending: list[Response] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        def sockets(socket: WebSocket) -> None:
            socket.on("framereceived", lambda data: self.add("frame", data if isinstance(data, bytes) else data.encode()))

        page.on("websocket", sockets)
        page.on("response", lambda response: self.pending.append(response) if "/static/" not in response.url else None)

    def add(self, where: str, data: bytes) -> None:
        self.parts.append((where, data))
        try:
            with ZipFile(BytesIO(data)) as archive:
                self.parts.extend((f"{where} {name}", archive.read(name)) for name in archive.namelist())
        except BadZipFile:
            pass

    def take_bodies(self) -> None:
        while self.pending:
            response = self.pending.pop()
            try:
                self.add(response.url, response.body())
            except Error:  # a redirect has none
                self.add(response.url, repr(response.headers).encode())

    def hits(self, needles: dict[str, list[bytes]]) -> set[str]:
        return {
            f"{what} in {where}" for where, data in self.parts for what, forms in needles.items() if any(f in data for f in forms)
        }


@dataclass(frozen=True)
class Scene:
    visit: Visit
    submission_id: UUID
    public_id: UUID
    reviewer: Actor


def picture() -> bytes:
    """With the camera's name in its metadata."""
    out, image = BytesIO(), Image.new("RGB", (640, 480), "teal")
    exif = image.getexif()
    exif[0x010F] = CAMERA
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def scene(database: Database) -> Scene:
    """A visit on 5 March at 13:37 by the canary, with a failed item and a picture; approved and released today."""
    with writing() as session:
        session.add(Installation(id=1, set_up_at=clock.now()))
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, user_name=USER, display_name=NAME)
        session.get_one(Identity, shopper.person_id).email = MAIL
        visit = new_visit(session, shopper=shopper)
        reviewer = new_actor(session, Role.REVIEWER, user_name="reviewer", password=PASSWORD)
        new_actor(session, Role.STORE_MANAGER, user_name="store_manager", password=PASSWORD, stores=[visit.store_id])
        new_actor(session, Role.EXECUTIVE, user_name="executive", password=PASSWORD)
    with clock.standing_at(VISITED):
        submission_id = submitted(visit)
    with writing() as session:
        approve_audit(session, submission_id=submission_id, by=reviewer)
    with writing() as session:
        release_audits(session, submission_ids=[submission_id], by=reviewer)
        public_id = session.scalars(select(AuditRelease.public_id)).one()
    return Scene(visit, submission_id, public_id, reviewer)


def submitted(visit: Visit) -> UUID:
    with writing() as session:
        draft_id = new_draft(session, visit)
    with writing() as session:
        for code, value in {**FULL, "clean": "no"}.items():
            store_answer(session, draft_id=draft_id, item_code=code, value=value, lease=LEASE, by=visit.shopper)
        for code in ("clean", "front"):
            store_photo(session, draft_id=draft_id, item_code=code, data=picture(), lease=LEASE, by=visit.shopper)
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=VISITED, by=visit.shopper)
    return draft_id


def needles(scene: Scene) -> dict[str, list[bytes]]:
    ids = {
        "the submission's id": scene.submission_id,
        "the assignment's id": scene.visit.assignment_id,
        "the shopper's id": scene.visit.shopper.person_id,
    }
    with reading() as session:
        receipt = session.scalars(select(Submission.payload_hash)).one()[:12].upper()
    said = {"name": NAME, "user name": USER, "e-mail": MAIL, "camera": CAMERA, **{time: time for time in TIMES}}
    said["receipt"] = "-".join((receipt[:4], receipt[4:8], receipt[8:]))
    forms = {what: [text.encode(), text.encode("utf-16-le")] for what, text in said.items()}
    return forms | {what: [str(key).encode(), key.hex.encode(), key.bytes] for what, key in ids.items()}


def addresses(page: Page) -> Iterator[str]:
    for link in page.locator("[data-testid=stSidebarNavLink]").all():
        yield str(link.get_attribute("href"))


def look_everywhere(page: Page, received: Received, more: list[str]) -> list[str]:
    """Every page of the menu and what is named besides, with all that can be opened or downloaded there."""
    seen = []
    for address in [*dict.fromkeys(addresses(page)), *more]:
        page.goto(address)
        settled(page)
        for closed in page.locator("[data-testid=stMain] details").all():
            if closed.get_attribute("open") is None:
                closed.locator("summary").first.click()
                settled(page)
        for button in page.locator("[data-testid=stDownloadButton] button:visible").all():
            with page.expect_download() as download:
                button.click()
            received.add(f"{address} download", download.value.path().read_bytes())
            received.add(f"{address} name of the download", download.value.suggested_filename.encode())
        received.take_bodies()
        received.add(address, page.content().encode())
        seen.append(address)
    return seen


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_store_and_an_executive_receive_no_trace_of_the_visitor(
    database: Database, scene: Scene, server: Application, desktop: Callable[..., Page], language: str
) -> None:
    for role in READERS:
        page, received = desktop(language=language), Received()
        received.listen(page)
        sign_in(page, role.value, PASSWORD)
        more = [f"/released?audit={scene.public_id}"] if role is Role.STORE_MANAGER else []
        seen = look_everywhere(page, received, more)
        assert len(seen) >= 4
        assert received.hits(needles(scene)) == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_search_finds_what_a_reviewer_may_see(
    database: Database, scene: Scene, server: Application, desktop: Callable[..., Page]
) -> None:
    page, received = desktop(), Received()
    received.listen(page)
    sign_in(page, "reviewer", PASSWORD)
    look_everywhere(page, received, [f"/review?audit={scene.submission_id}"])
    found = {hit.split(" in ")[0] for hit in received.hits(needles(scene))}
    assert {"name", "the submission's id", "receipt"} <= found
