"""The settings pages as their people use them."""

import re

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from tests.factories.people import new_actor, new_region, new_store
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.people import passwords
from tracker.people.actions.sign_in import open_session
from tracker.people.models import ApiToken, Credential, Identity, Person, PersonScope, Region, SignInSession
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role

PASSWORD = "a long walk in the rain"


def opened(page: str, actor: Actor) -> AppTest:
    with writing() as session:
        token = open_session(session, person_id=actor.person_id, browser="Mozilla/5.0 (Linux; Android 14) Chrome/150").token
    with reading() as session:
        session_id = live_session(session, token=token)
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=60)
    app.user = {"session": str(session_id)}
    app.run()
    app.switch_page(str(ROOT / "pages" / "settings" / f"{page}.py"))
    return app.run()


def button(app: AppTest, label: str):
    return next(each for each in app.button if each.label == label)


def field(elements, label: str):
    return next(each for each in elements if each.label == label)


def sentences(app: AppTest) -> str:
    return " ".join(each.value for each in [*app.error, *app.warning, *app.text, *app.success])


@pytest.fixture
def administrator(actor_of) -> Actor:
    return actor_of(Role.ADMINISTRATOR, language="en")


def test_a_region_is_added_on_the_page(administrator):
    app = opened("organisation", administrator)
    assert "There is no region yet" in sentences(app)
    field(app.text_input, "Code").set_value("N")
    field(app.text_input, "Name in English").set_value("North")
    field(app.text_input, "Name in Chinese").set_value("北区")
    button(app, "Add").click().run()
    assert not app.exception
    with reading() as session:
        assert [(row.code, row.name.zh_CN) for row in session.scalars(select(Region))] == [("N", "北区")]
    assert field(app.text_input, "Code").value == ""


def test_a_refused_region_keeps_what_was_typed(administrator):
    app = opened("organisation", administrator)
    field(app.text_input, "Code").set_value("N 1")
    field(app.text_input, "Name in English").set_value("North")
    button(app, "Add").click().run()
    assert "does not fit" in sentences(app)
    assert field(app.text_input, "Name in English").value == "North"


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(administrator):
    with writing() as session:
        region_id = new_region(session, "N").id
    app = opened("organisation", administrator)
    app.selectbox(key="choose_region").set_value(region_id).run()
    with writing() as session:
        row = session.get_one(Region, region_id)
        row.active, row.version = False, 2
    key = next(each.key for each in app.text_input if each.key.startswith("name_en_region_"))
    app.text_input(key=key).set_value("Mine").run()
    button(app, "Save").click().run()
    assert "Somebody else changed this" in sentences(app)
    with reading() as session:
        assert session.get_one(Region, region_id).name.en == "Region N"
    button(app, "Show what is stored now").click().run()
    key = next(each.key for each in app.text_input if each.key.startswith("name_en_region_"))
    app.text_input(key=key).set_value("Mine").run()
    button(app, "Save").click().run()
    with reading() as session:
        stored = session.get_one(Region, region_id)
        assert (stored.name.en, stored.active, stored.version) == ("Mine", False, 3)


@pytest.mark.parametrize("view", ["stores", "teams", "channels", "workbook"])
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EXECUTIVE])
def test_every_view_of_the_organisation_opens_and_only_managers_get_inputs(actor_of, view, role):
    with writing() as session:
        new_store(session, "S1")
    app = opened("organisation", actor_of(role, language="en"))
    app.button_group(key="organisation_view").set_value(view).run()
    assert not app.exception
    assert any(each.label == "Add" for each in app.button) == (role is Role.ADMINISTRATOR and view != "workbook")


def test_a_person_is_added_with_a_first_password_that_is_shown_once(administrator):
    app = opened("people", administrator)
    with writing() as session:
        region_id = new_region(session, "N").id
    app.run()
    field(app.text_input, "User name").set_value("Eve")
    field(app.text_input, "Name").set_value("Eve Li")
    app.selectbox(key=next(each.key for each in app.selectbox if (each.key or "").startswith("role_new_"))).set_value(
        Role.STORE_MANAGER
    )
    field(app.multiselect, "Limited to regions").set_value([region_id]).run()
    button(app, "Add").click().run()
    assert not app.exception, app.exception
    assert "Note the first password" in sentences(app)
    password = app.code[0].value
    with reading() as session:
        person_id = session.scalars(select(Identity.person_id).where(Identity.user_name == "eve")).one()
        stored = session.get_one(Credential, person_id).password_hash
        assert [row.object_id for row in session.scalars(select(PersonScope))] == [region_id]
    assert passwords.matches(stored, password)
    button(app, "I have noted it").click().run()
    assert not app.code


def test_a_deactivated_person_is_out_at_the_next_run(administrator, actor_of):
    shopper = actor_of(Role.MYSTERY_SHOPPER, language="en")
    theirs = opened("account", shopper)
    assert not theirs.warning
    mine = opened("people", administrator)
    mine.selectbox(key="choose_person").set_value(shopper.person_id).run()
    field(mine.toggle, "Active").set_value(False)
    button(mine, "Save").click().run()
    assert not mine.exception
    theirs.run()
    assert "You were signed out" in sentences(theirs)
    assert not theirs.text_input
    with reading() as session:
        assert session.get_one(Person, shopper.person_id).active is False


def test_a_changed_role_ends_the_sessions(administrator, actor_of):
    lead = actor_of(Role.PROGRAMME_LEAD, language="en")
    theirs = opened("organisation", lead)
    mine = opened("people", administrator)
    mine.selectbox(key="choose_person").set_value(lead.person_id).run()
    key = next(each.key for each in mine.selectbox if (each.key or "").startswith("role_person_"))
    mine.selectbox(key=key).set_value(Role.EXECUTIVE)
    button(mine, "Save").click().run()
    theirs.run()
    assert "You were signed out" in sentences(theirs)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_opens_people_and_the_log(actor_of, role):
    for page in ("people", "events"):
        with pytest.raises(ValueError, match="page"):
            opened(page, actor_of(role, language="en"))


def test_a_password_is_changed_only_with_the_old_one_and_guessing_it_is_slowed(database):
    with writing() as session:
        actor = new_actor(session, Role.REVIEWER, password=PASSWORD, language="en")
    app = opened("account", actor)

    def change(old: str) -> str:
        field(app.text_input, "Present password").set_value(old)
        field(app.text_input, "New password").set_value("another walk in the sun")
        button(app, "Change the password").click().run()
        assert not app.exception
        return sentences(app)

    assert all("The present password is not right" in change(f"wrong {number}") for number in range(3))
    assert "Too many tries" in change(PASSWORD)
    with reading() as session:
        assert passwords.matches(session.get_one(Credential, actor.person_id).password_hash, PASSWORD)


def test_a_new_password_ends_the_other_sessions_and_not_this_one(database):
    with writing() as session:
        actor = new_actor(session, Role.REVIEWER, password=PASSWORD, language="en")
    other = opened("account", actor)
    app = opened("account", actor)
    field(app.text_input, "Present password").set_value(PASSWORD)
    field(app.text_input, "New password").set_value("another walk in the sun")
    button(app, "Change the password").click().run()
    assert "You were signed out" not in sentences(app)
    assert "You were signed out" in sentences(other.run())
    with reading() as session:
        assert passwords.matches(session.get_one(Credential, actor.person_id).password_hash, "another walk in the sun")


def test_one_ends_an_own_session_elsewhere(actor_of):
    actor = actor_of(Role.SUPERVISOR, language="en")
    other = opened("account", actor)
    app = opened("account", actor)
    assert any("Chrome on Android" in each.value for each in app.markdown)
    button(app, "End").click().run()
    assert "You were signed out" in sentences(other.run())
    with reading() as session:
        assert len(session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None))).all()) == 1


def test_a_token_is_shown_once_and_ended(actor_of):
    app = opened("account", actor_of(Role.MYSTERY_SHOPPER, language="en"))
    field(app.text_input, "What the token is for").set_value("phone")
    button(app, "Make a token").click().run()
    token = app.code[0].value
    assert re.fullmatch(r"[\w-]{43}", token)
    with reading() as session:
        assert token not in session.scalars(select(ApiToken.token_hash)).all()
    button(app, "I have noted it").click().run()
    assert not app.code
    button(app, "End").click().run()
    with reading() as session:
        assert session.scalars(select(ApiToken.ended_at)).one() is not None


def test_language_and_zone_are_kept(actor_of):
    actor = actor_of(Role.EXECUTIVE, language="en")
    app = opened("account", actor)
    app.selectbox(key="own_language").set_value("zh_CN")
    app.selectbox(key="own_zone").set_value("Asia/Shanghai")
    button(app, "Save").click().run()
    assert not app.exception
    assert app.header[0].value == "我的账号设置"
    with reading() as session:
        person = session.get_one(Person, actor.person_id)
        assert (person.language, person.time_zone) == ("zh_CN", "Asia/Shanghai")


def test_the_log_is_read_in_words_filtered_and_checked(administrator):
    with writing() as session:
        new_store(session)
    app = opened("events", administrator)
    shown = app.dataframe[0].value
    assert list(shown["What"]) == ["Signed in"]
    assert list(shown["Who"]) == [administrator.display_name]
    app.selectbox(key="event_kind").set_value("session").run()
    button(app, "Check the chain").click().run()
    assert "The chain is unbroken" in app.success[0].value
