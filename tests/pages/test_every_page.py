"""Each page, for each role that may open it, in both languages, empty and with the example year: no error, no raw key, no
English left over in Chinese."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from results.example.actions import fill_example
from tests.conftest import pointing_at
from tests.factories.people import new_actor
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.core.words import LANGUAGES, catalogue, speaking
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Role

ZONE = "Asia/Shanghai"
PAGES = sorted(path for path in (ROOT / "pages").glob("*/*.py"))
MINE = {
    Role.EXECUTIVE: {
        *("start", "portfolio", "plan", "moved", "my_tasks", "gates", "minutes", "budget", "risks", "exchange", "targets"),
        *("account", "organisation", "indicator", "audit_results", "effects", "benefits", "weak_spots"),
        *("board", "changes", "alerts", "reports"),
    },
    Role.MYSTERY_SHOPPER: {"start", "my_visits", "my_statement", "visit", "field", "rubric", "account"},
}
DOMAINS = "|".join(sorted({key.split(".")[0] for key in catalogue("en")}))
RAW_KEY = re.compile(rf"(?<![\w@./-])(?:{DOMAINS})\.[a-z_]+(?:\.[a-z_]+)*(?![\w@/])")
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")  # three English words in a row are a sentence left over


@pytest.fixture(scope="module")
def example_var(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("example")
    shutil.copy(sqlite_template, var / "tracker.db")
    with pointing_at("", var):
        with writing() as session:
            administrator = new_actor(session, Role.ADMINISTRATOR)
        with writing() as session:
            fill_example(session, by=administrator)
    return var


@pytest.fixture(params=["empty", "example"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    var = tmp_path / "var"
    if request.param == "example":
        shutil.copytree(request.getfixturevalue("example_var"), var)
    else:
        var.mkdir()
        shutil.copy(request.getfixturevalue("sqlite_template"), var / "tracker.db")
    with pointing_at("", var):
        yield request.param


def signed_in(role: Role, language: str) -> AppTest:
    with writing() as session:
        actor = new_actor(session, role, language=language, time_zone=ZONE)
        token = open_session(session, person_id=actor.person_id, browser="test").token
    with reading() as session:
        session_id = live_session(session, token=token)
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=60)
    app.user = {"session": str(session_id)}
    return app


def words_on(app: AppTest) -> list[str]:
    """What a person reads on this page: values, labels and helps of everything shown."""
    found: list[str] = []
    for element in [*app.main, *app.sidebar]:
        for name in ("value", "label", "help", "placeholder"):
            text = getattr(element, name, None)
            if isinstance(text, str):
                found.append(text)
        found.extend(str(option) for option in getattr(element, "options", None) or [])
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_every_page_of_a_role_shows_no_error_and_speaks_one_language(role: Role, language: str, stored: str) -> None:
    app = signed_in(role, language)
    opened = set()
    for page in PAGES:
        with speaking(language, ZONE):  # the test itself formats what was chosen on the page before
            app.run()
            try:
                app.switch_page(str(page))
            except ValueError:
                continue  # not a page of this role
            app.run()
        opened.add(page.stem)
        assert not app.exception, f"{page.name}: {app.exception[0].message}"
        words = words_on(app)
        assert words, f"{page.name} is empty"
        assert not [text for text in words if RAW_KEY.search(text)], f"{page.name} shows a raw key"
        if language == "zh_CN":
            assert not [text for text in words if ENGLISH.search(text)], f"{page.name} speaks English"
    assert {"start", "account"} <= opened
    if role in MINE:
        assert opened == MINE[role]
