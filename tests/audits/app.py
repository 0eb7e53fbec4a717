"""The application's pages as a signed-in person runs them, without a browser."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor


def opened(actor: Actor, page: str, **address: str) -> AppTest:
    """`opened(actor, "audits/review", audit=...)`: that page with that address, run once."""
    app = _signed_in(AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=60), actor)
    app.run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return sound(app)


def in_dialog(body: Callable[..., None], actor: Actor, *given: Any) -> AppTest:
    """The body of a dialog as this person has it before them, run once."""
    return sound(_signed_in(AppTest.from_function(body, args=given, default_timeout=60), actor).run())


def _signed_in(app: AppTest, actor: Actor) -> AppTest:
    with writing() as session:
        token = open_session(session, person_id=actor.person_id, browser="test").token
    with reading() as session:
        app.user = {"session": str(live_session(session, token=token))}
    return app


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    return app


def texts(app: AppTest) -> str:
    """Everything written on the page."""
    kinds = (app.header, app.subheader, app.markdown, app.text, app.caption, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)
