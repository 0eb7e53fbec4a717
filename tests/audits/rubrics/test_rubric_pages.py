"""The rubric page and the editor of a draft as a lead runs them, without a browser."""

from datetime import date, time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from audits.rubrics.actions.drafts import begin_draft, discard_draft, save_draft
from audits.rubrics.actions.publishing import publish
from audits.rubrics.forms import ItemKind
from audits.rubrics.forms import editing as edits
from audits.rubrics.queries import DraftInHand, open_drafts, rubric_draft
from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.rubrics import small_rubric
from tracker.core.db import reading, writing
from tracker.people.actions.organisation import ship_channels
from tracker.people.rules import Actor, Role

FORM = """
| survey |                 |         |                   |          |
|        | type            | name    | label             | relevant |
|        | begin group     | front   | The front         |          |
|        | select_one yn   | clean   | Is it clean?      |          |
|        | integer         | windows | How many windows? | ${clean} = 'yes' |
|        | end group       |         |                   |          |
| choices |              |         |                   |
|        | list_name       | name    | label             |
|        | yn              | yes     | Yes               |
|        | yn              | no      | No                |
| settings |             |         |
|        | form_title      | form_id |
|        | Windows         | windows |
"""


@pytest.fixture
def lead(database: Database) -> Actor:
    with writing() as session:
        return new_actor(session, Role.PROGRAMME_LEAD, language="en")


@pytest.fixture
def draft(lead: Actor) -> DraftInHand:
    with writing() as session:
        version = publish(session, rubric=small_rubric(), by=lead)
        key = begin_draft(session, document=small_rubric().snapshot(), based_on=version.id, by=lead).id
    return look(key, lead)


def look(key: Any, lead: Actor) -> DraftInHand:
    with reading() as session:
        return rubric_draft(session, draft_id=key, by=lead)


def the_draft(lead: Actor) -> DraftInHand:
    with reading() as session:
        [row] = open_drafts(session, by=lead)
    return look(row.id, lead)


def item(draft: DraftInHand, code: str) -> edits.Document:
    found = edits.item_of(draft.document, code)
    assert found is not None
    return found


def widget(found: Any, name: str) -> Any:
    """The one whose key begins so; its end changes with the draft."""
    return next(one for one in found if str(one.key).startswith(name))


def editor(lead: Actor, draft: DraftInHand, at: str = "") -> AppTest:
    return opened(lead, "audits/rubric_editor", draft=str(draft.id), at=at)


def test_a_field_is_stored_when_it_is_left(lead: Actor, draft: DraftInHand) -> None:
    app = editor(lead, draft, "clean")
    widget(app.text_input, "label clean en").set_value("Tidy").run()
    widget(app.toggle, "critical clean").set_value(False).run()
    sound(app)
    assert item(the_draft(lead), "clean")["label"] == {"en": "Tidy", "zh_CN": "干净"}
    assert item(the_draft(lead), "clean")["critical"] is False


def test_undo_gives_back_what_stood_there(lead: Actor, draft: DraftInHand) -> None:
    app = editor(lead, draft, "clean")
    app.button(key="item_remove").click().run()
    assert edits.item_of(the_draft(lead).document, "clean") is None
    assert "which does not stand before it" in "\n".join(button.label for button in sound(app).button)
    app.button(key="rubric_undo").click().run()
    sound(app)
    assert the_draft(lead).document == draft.document


def test_what_somebody_else_stored_is_shown_and_kept(lead: Actor, draft: DraftInHand) -> None:
    app = editor(lead, draft, "clean")
    with writing() as session:
        theirs = edits.set_item(draft.document, "seen", "weight", 7)
        save_draft(session, draft_id=draft.id, seen=draft.version, document=theirs, by=lead)
    widget(app.text_input, "label clean en").set_value("Tidy").run()
    assert "Seen: Weight: 1 → 7" in texts(sound(app))
    assert item(the_draft(lead), "clean")["label"]["en"] == "Clean"
    app.button(key="conflict_both").click().run()
    sound(app)
    stored = the_draft(lead)
    assert (item(stored, "clean")["label"]["en"], item(stored, "seen")["weight"]) == ("Tidy", 7)


def test_who_edits_what_somebody_else_discarded_is_told_so(lead: Actor, draft: DraftInHand) -> None:
    app = editor(lead, draft, "clean")
    with writing() as session:
        discard_draft(session, draft_id=draft.id, seen=draft.version, by=lead)
    widget(app.text_input, "label clean en").set_value("Tidy").run()
    assert "published or discarded it" in texts(sound(app))


def test_a_draft_with_an_error_cannot_be_published(lead: Actor, draft: DraftInHand) -> None:
    app = editor(lead, draft, "clean")
    app.button(key="item_remove").click().run()
    widget(app.segmented_control, "rubric_view").set_value("finish").run()
    assert sound(app).button(key="draft_publish").disabled


def test_a_form_is_imported_as_a_draft(lead: Actor) -> None:
    app = opened(lead, "audits/rubric")
    app.file_uploader(key="draft_file").set_value(("windows.md", FORM.encode(), "text/markdown")).run()
    assert "1 sections, 2 items" in texts(sound(app))
    app.button(key="draft_from_file").click().run()
    stored = the_draft(lead)
    assert [one["code"] for one in edits.all_items(stored.document)] == ["clean", "windows"]
    assert item(stored, "windows")["condition"]["item"] == "clean"


def test_a_rubric_of_another_channel_says_so(lead: Actor, draft: DraftInHand) -> None:
    with writing() as session:
        ship_channels(session, by=None)
    app = editor(lead, draft)
    widget(app.segmented_control, "rubric_view").set_value("whole").run()
    widget(app.selectbox, "channel").set_value("phone").run()
    sound(app)
    assert the_draft(lead).document["channel"] == "phone"


def test_item_weights_that_evidently_mean_100_are_put_right_where_it_is_said(lead: Actor, draft: DraftInHand) -> None:
    with writing() as session:
        theirs = draft.document
        for code, weight in (("clean", 60), ("seen", 30), ("minutes", 15)):
            theirs = edits.set_item(theirs, code, "weight", weight)
        save_draft(session, draft_id=draft.id, seen=draft.version, document=theirs, by=lead)
    app = editor(lead, draft)
    assert "sum to 105, not to 100" in texts(sound(app))
    next(button for button in app.button if str(button.key).startswith("normalise_")).click().run()
    assert "sum to 105" not in texts(sound(app))
    scored = [item(the_draft(lead), code)["weight"] for code in ("clean", "seen", "minutes")]
    assert sum(scored) == 100


def test_a_file_that_is_no_form_is_refused_with_its_problems(lead: Actor) -> None:
    app = opened(lead, "audits/rubric")
    app.file_uploader(key="draft_file").set_value(("letter.csv", b"Dear,Sir\n1,2\n", "text/csv")).run()
    assert sound(app).error
    assert not [button for button in app.button if button.key == "draft_from_file"]


def test_a_rubric_begins_empty(lead: Actor) -> None:
    app = opened(lead, "audits/rubric")
    app.button(key="draft_empty").click().run()
    sound(app)
    app = editor(lead, the_draft(lead))
    app.button(key="section_add").click().run()
    sound(app)
    assert [section["code"] for section in the_draft(lead).document["sections"]] == ["section"]


def with_items(draft: DraftInHand, lead: Actor, *items: edits.Document) -> None:
    """The draft with these at its end, stored."""
    document = draft.document
    for one in items:
        document = edits.add_item(document, "first", {**one, "label": {"en": one["code"], "zh_CN": one["code"]}})
    with writing() as session:
        save_draft(session, draft_id=draft.id, seen=draft.version, document=document, by=lead)


def test_the_preview_asks_for_dates_and_places_and_begins_empty(lead: Actor, draft: DraftInHand) -> None:
    kinds = [ItemKind.DATE, ItemKind.TIME, ItemKind.DATETIME, ItemKind.LOCATION, ItemKind.NOTE]
    with_items(draft, lead, *[edits.new_item(f"new_{kind.value}", kind) for kind in kinds])
    app = editor(lead, draft)
    widget(app.segmented_control, "rubric_view").set_value("preview").run()
    app.button(key="preview_next").click().run()
    sound(app)
    assert [one.value for one in (*app.date_input, *app.time_input)] == [None] * 4
    app.date_input[1].set_value(date(2026, 3, 1)).run()
    tried = app.session_state[f"tried {draft.id}"]
    assert tried["new_datetime"] is None, "a date without its time is no answer"
    widget(app.time_input, f"try {draft.id} new_datetime").set_value(time(14, 5)).run()
    app.date_input[0].set_value(date(2026, 3, 2)).run()
    tried = app.session_state[f"tried {draft.id}"]
    assert (tried["new_date"], tried["new_datetime"]) == ("2026-03-02", "2026-03-01T14:05")
    assert "new_note" not in tried


def test_the_preview_offers_only_the_options_that_fit_the_answers_before(lead: Actor, draft: DraftInHand) -> None:
    town = edits.new_item("town", ItemKind.SINGLE)
    for option, name, answer in zip(town["options"], ("Near", "Far"), ("yes", "no"), strict=True):
        option |= {"label": {"en": name, "zh_CN": name}, "condition": {"item": "clean", "equals": [answer]}}
    with_items(draft, lead, town)
    app = editor(lead, draft)
    widget(app.segmented_control, "rubric_view").set_value("preview").run()
    widget(app.segmented_control, f"try {draft.id} clean").set_value("no").run()
    assert widget(sound(app).segmented_control, f"try {draft.id} town").options == ["Far"]
    assert not app.session_state[f"tried {draft.id}"].get("minutes"), "its condition does not hold"
