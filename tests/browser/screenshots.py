"""`make screenshots`: every page in both languages and both sizes, from the example, into var/screenshots/<language>/<size>/.

`python -m tests.browser.screenshots targets plan` takes only pages whose names begin so.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from sqlalchemy import select, update

from audits.rubrics.actions.drafts import begin_draft
from audits.rubrics.forms import load_template
from audits.visits.models import Assignment, AuditState, Draft, Submission
from results.example.actions import fill_example
from tests.browser import chromium
from tests.browser.application import Application
from tests.browser.steps import BROWSER_LOCALES, DEVICES, settled, sign_in
from tests.conftest import pointing_at
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.settings import ROOT
from tracker.people.models import Identity
from tracker.people.rules import Actor

WHERE = ROOT / "var" / "screenshots"
README_PICTURE = ROOT / "docs" / "screenshots" / "board.png"
README_WIDTH, README_COLOURS = 1200, 128
PASSWORD = "pictures-of-every-page"
ADMINISTRATOR = "administrator-1"
DRAWING_SECONDS = 60
TALLEST = 6_000  # CSS pixels
HEIGHT = """() => Math.max(document.documentElement.scrollHeight,
  ...[...document.querySelectorAll('[data-testid=stMain]')].map(each => each.scrollHeight))"""


@dataclass(frozen=True)
class Shot:
    """A picture of an address as this person sees it; without a person, of what a stranger sees."""

    name: str
    user: str
    address: str


NOTHING_YET = (
    Shot("empty-start", ADMINISTRATOR, "/"),
    Shot("empty-first-run", ADMINISTRATOR, "/first-run"),
    Shot("empty-plan", ADMINISTRATOR, "/plan"),
    Shot("empty-targets", ADMINISTRATOR, "/targets"),
    Shot("empty-organisation", ADMINISTRATOR, "/organisation"),
    Shot("empty-assignments", ADMINISTRATOR, "/assignments"),
)


def full(waiting: str, approved: str, open_visit: str, returned: tuple[str, str], sent: tuple[str, str]) -> list[Shot]:
    """The pages of the example; the audits and visits to open by their keys."""
    pages = ("plan", "assignments", "rubric", "readings", "account", "organisation", "people", "events", "first-run")
    visit = f"/visit?assignment={open_visit}"
    return [
        Shot("sign-in", "", "/sign-in"),
        Shot("start-administrator", ADMINISTRATOR, "/"),
        *[Shot(page, ADMINISTRATOR, f"/{page}") for page in pages],
        *[
            Shot(page, "lead-1", f"/{page}")
            for page in ("gates", "moved", "minutes", "budget", "my-tasks", "plan-settings", "exchange")
        ],
        Shot("portfolio", "executive-1", "/portfolio"),
        *[Shot(page, "lead-1", f"/{page}") for page in ("risks", "waves", "coverage", "actions", "agreement", "statements")],
        Shot("messages", ADMINISTRATOR, "/messages"),
        Shot("collected", "lead-1", "/collected"),
        Shot("what-if", "lead-1", "/what-if"),
        Shot("board", "lead-1", "/board"),
        Shot("indicator", "lead-1", "/indicator?indicator=customer_satisfaction"),
        Shot("indicator-visits", "lead-1", "/indicator?indicator=mystery_visit_score"),
        Shot("indicator-region", "lead-1", "/indicator?indicator=customer_satisfaction&region=EAST"),
        Shot("indicator-store", "lead-1", "/indicator?indicator=customer_satisfaction&region=EAST&store=SHA-01"),
        Shot("indicator-limits", "lead-1", "/indicator?indicator=system_availability&view=limits"),
        Shot("indicator-definition", "lead-1", "/indicator?indicator=customer_satisfaction&view=definition"),
        Shot("changes", "executive-1", "/changes"),
        Shot("alerts", "lead-1", "/alerts"),
        Shot("audit-results", "lead-1", "/audit-results"),
        *[Shot(f"audit-results-{view}", "lead-1", f"/audit-results?view={view}") for view in ("stores", "items", "coverage")],
        *[Shot(page, "lead-1", f"/{page}") for page in ("weak-spots", "effects", "benefits", "reports")],
        *[Shot(f"readings-{view}", "lead-1", f"/readings?view={view}") for view in ("survey", "machines", "history", "derived")],
        Shot("targets", "lead-1", "/targets"),
        Shot("targets-contract", "lead-1", "/targets?indicator=system_availability"),
        Shot("start-lead", "lead-1", "/"),
        Shot("start-reviewer", "reviewer-1", "/"),
        Shot("review", "reviewer-1", "/review"),
        Shot("review-waiting", "reviewer-1", f"/review?audit={waiting}"),
        Shot("review-approved", "reviewer-1", f"/review?audit={approved}"),
        Shot("start-shopper", "shopper-1", "/"),
        Shot("my-visits", "shopper-1", "/my-visits"),
        *[Shot(f"visit-{number}", "shopper-1", f"{visit}&at={number}") for number in (1, 3, 5)],
        Shot("visit-send", "shopper-1", f"{visit}&at=send"),
        Shot("field", "shopper-1", f"/field?assignment={open_visit}"),
        Shot("visit-returned", returned[0], f"/visit?assignment={returned[1]}"),
        Shot("visit-receipt", sent[0], f"/visit?assignment={sent[1]}"),
        Shot("start-supervisor", "supervisor-1", "/"),
        Shot("start-manager", "manager-1", "/"),
        Shot("board-manager", "manager-1", "/board"),
        Shot("released-manager", "manager-1", "/released"),
        Shot("appeals-manager", "manager-1", "/appeals"),
        Shot("appeals", "reviewer-1", "/appeals"),
        Shot("start-executive", "executive-1", "/"),
        Shot("board-executive", "executive-1", "/board"),
    ]


class Camera:
    """Signs each person in once, and takes their pages in every language and size."""

    def __init__(self, browser: Browser, url: str, wanted: tuple[str, ...]) -> None:
        self.browser, self.url, self.wanted = browser, url, wanted
        self._signed_in: dict[str, StorageState] = {}
        self.broken: list[Path] = []

    def take(self, shots: list[Shot]) -> None:
        shots = [shot for shot in shots if not self.wanted or shot.name.startswith(self.wanted)]
        for language in BROWSER_LOCALES:
            for device in DEVICES:
                for user in dict.fromkeys(shot.user for shot in shots):
                    with self._page(user, language, device) as page:
                        for shot in shots:
                            if shot.user == user:
                                _let_go_of_visits()
                                taken = _take(page, shot, language, device)
                                if page.locator("[data-testid=stException]").count():
                                    self.broken.append(taken)

    @contextmanager
    def _page(self, user: str, language: str, device: str) -> Iterator[Page]:
        context = self.browser.new_context(
            base_url=self.url,
            locale=BROWSER_LOCALES[language],
            timezone_id="Asia/Shanghai",
            storage_state=self._state(user),
            **DEVICES[device],  # type: ignore[arg-type]
        )
        context.set_default_timeout(60_000)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _state(self, user: str) -> StorageState | None:
        if user and user not in self._signed_in:
            context = self.browser.new_context(base_url=self.url)
            context.set_default_timeout(60_000)
            sign_in(context.new_page(), user, PASSWORD)
            self._signed_in[user] = context.storage_state()
            context.close()
        return self._signed_in.get(user)


def _let_go_of_visits() -> None:
    """The page before held the visit, and this one would only be shown it."""
    with writing() as session:
        session.execute(update(Draft).values(lease_hash=None, leased_at=None))


def _take(page: Page, shot: Shot, language: str, device: str) -> Path:
    """The page scrolls inside itself, so the window is made as tall as what it holds."""
    size = DEVICES[device]["viewport"]
    assert isinstance(size, dict)
    width, height = size["width"], size["height"]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(shot.address)
    if shot.user:
        page.locator("[data-testid=stApp]").wait_for()
        settled(page, 90)
    for _ in range(2):  # a taller window may make a page taller once more
        tall = min(max(height, int(page.evaluate(HEIGHT))), TALLEST)
        page.set_viewport_size({"width": width, "height": tall})
        page.wait_for_timeout(600)
        _drawn(page)
    path = WHERE / language / f"{width}x{height}" / f"{shot.name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    print(path.relative_to(ROOT), flush=True)
    return path


def _drawn(page: Page) -> None:
    """Wait until no chart is a grey box any more."""
    end = time.monotonic() + DRAWING_SECONDS
    while page.locator("[data-testid=stSkeleton]").count() and time.monotonic() < end:
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)


def add_administrator() -> Actor:
    with writing() as session:
        row = session.get(Installation, 1) or Installation(id=1)
        row.set_up_at, row.setup_code_hash = clock.now(), None
        session.add(row)
        return new_actor(session, user_name=ADMINISTRATOR, display_name="陈静 Chen Jing", password=PASSWORD)


def worth_a_picture() -> list[Shot]:
    """The example's pages, with the visits and audits that show most."""
    with reading() as session:

        def visit(state: AuditState, user_name: str = "") -> tuple[str, str]:
            found = session.execute(
                select(Identity.user_name, Assignment.id)
                .join(Identity, Identity.person_id == Assignment.assignee_id)
                .where(Assignment.state == state, Assignment.channel_code == "store")
                .where(Identity.user_name == user_name if user_name else Identity.user_name.startswith("shopper"))
                .order_by(Assignment.due_on, Assignment.id)
            ).first()
            assert found is not None
            return found.user_name, str(found.id)

        def submission(assignment_id: str) -> str:
            rows = session.execute(select(Submission.id, Submission.assignment_id)).all()
            return next(str(row.id) for row in rows if str(row.assignment_id) == assignment_id)

        sent = visit(AuditState.SUBMITTED)
        approved = submission(visit(AuditState.APPROVED)[1])
        return full(
            submission(sent[1]), approved, visit(AuditState.IN_PROGRESS, "shopper-1")[1], visit(AuditState.RETURNED), sent
        )


def of_a_draft(author: Actor) -> list[Shot]:
    """The editor on a rubric begun from a shipped one, closed and with an item open."""
    rubric = load_template("onsite_supervision")
    with writing() as session:
        key = begin_draft(session, document=rubric.snapshot(), based_on=None, by=author).id
    address = f"/rubric-editor?draft={key}"
    opened = next(item.code for item in rubric.all_items() if item.critical)
    return [Shot("rubric-editor", ADMINISTRATOR, address), Shot("rubric-editor-item", ADMINISTRATOR, f"{address}&at={opened}")]


def picture_for_the_readme() -> None:
    """The first screen of the board, small enough for a repository."""
    size = DEVICES["desktop"]["viewport"]
    assert isinstance(size, dict)
    taken = WHERE / "en" / f"{size['width']}x{size['height']}" / "board.png"
    if not taken.exists():
        return
    with Image.open(taken) as image:
        first = image.convert("RGB").crop((0, 0, size["width"], size["height"]))
    first.thumbnail((README_WIDTH, README_WIDTH), Image.Resampling.LANCZOS)
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    first.quantize(README_COLOURS, dither=Image.Dither.NONE).save(README_PICTURE, optimize=True)


def main(wanted: list[str]) -> int:
    path = chromium.executable()
    if path is None:
        print(chromium.HINT, file=sys.stderr)
        return 1
    var = Path(tempfile.mkdtemp(prefix="tracker-screenshots-"))
    application = Application({"DATABASE_URL": "", "TRACKER_VAR": str(var)}, var / "server.log")
    try:
        with pointing_at("", var), sync_playwright() as playwright:
            application.start()
            browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
            camera = Camera(browser, application.url, tuple(wanted))
            camera.take([Shot("set-up", "", "/set-up")])
            administrator = add_administrator()
            camera.take(list(NOTHING_YET))
            with writing() as session:
                fill_example(session, by=administrator, password=PASSWORD)
            camera.take(worth_a_picture() + of_a_draft(administrator))
            browser.close()
        if camera.broken:
            print(application.log.read_text()[-4_000:], "These pages show an error:", *camera.broken, sep="\n", file=sys.stderr)
            return 1
        picture_for_the_readme()
    finally:
        application.stop()
        shutil.rmtree(var, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
