import re

import pytest
from pydantic import ValidationError

from tests.conftest import forget
from tracker.__main__ import main, settings_table
from tracker.core.schema import newest
from tracker.core.settings import ROOT, Settings, environment_name, settings


@pytest.fixture
def environment(monkeypatch):
    """Set variables and read the settings anew."""

    def give(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        forget()
        return settings()

    yield give
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_a_postgresql_address_means_the_same_driver(environment, scheme):
    assert environment(DATABASE_URL=f"{scheme}://u:p@host:5433/name").url == "postgresql+psycopg://u:p@host:5433/name"


def test_without_an_address_the_database_is_a_file_in_the_var_folder(environment, tmp_path):
    assert environment(DATABASE_URL="", TRACKER_VAR=str(tmp_path)).url == f"sqlite:///{tmp_path}/tracker.db"


def test_proxies_are_given_with_commas(environment):
    assert environment(TRACKER_TRUSTED_PROXIES=" 10.0.0.1, 10.0.0.2 ,").trusted_proxies == ("10.0.0.1", "10.0.0.2")


def test_an_https_address_makes_it_secure(environment):
    assert not environment(TRACKER_PUBLIC_URL="http://tracker.example.com").secure
    assert environment(TRACKER_PUBLIC_URL="https://tracker.example.com").secure


def test_secrets_are_not_shown(environment):
    shown = repr(environment(TRACKER_EVENT_KEY="hush-hush", TRACKER_OIDC_CLIENT_SECRET="hush-hush"))
    assert "hush-hush" not in shown


@pytest.mark.parametrize(("name", "value"), [("TRACKER_PORT", "0"), ("TRACKER_PORT", "x"), ("TRACKER_SESSION_DAYS", "365")])
def test_a_wrong_setting_is_refused(environment, name, value):
    with pytest.raises(ValidationError):
        environment(**{name: value})


def test_the_command_says_which_setting_is_wrong(environment, capsys):
    with pytest.raises(ValidationError):
        environment(TRACKER_PORT="x")
    assert main(["migrate"]) == 1
    assert capsys.readouterr().err.startswith("TRACKER_PORT: ")


def test_the_command_says_when_the_database_does_not_answer(environment, capsys):
    environment(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert main(["migrate"]) == 1
    assert "DATABASE_URL" in capsys.readouterr().err


def test_the_command_brings_the_database_up_to_date(empty_database, capsys):
    assert main(["migrate"]) == 0
    assert newest() in capsys.readouterr().out


def test_the_command_prints_a_fresh_set_up_code_each_time(database, capsys):
    codes = []
    for _ in range(2):
        assert main(["setup-code"]) == 0
        codes += re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", capsys.readouterr().out)
    assert len(set(codes)) == 2


def test_every_setting_is_in_the_printed_list(capsys):
    assert main(["settings"]) == 0
    printed = capsys.readouterr().out
    for name, field in Settings.model_fields.items():
        assert f"| `{environment_name(name)}` |" in printed
        assert field.description
        assert field.description in printed


def test_the_printed_list_is_the_documented_one():
    documented = re.search(
        r"<!-- settings -->\n(.*)\n<!-- /settings -->", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL
    )
    assert documented
    assert documented[1] == settings_table()
