"""The command line: for the server, and for scripts (tracker.core.commands). Each loads what it needs when it runs."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tracker.core.commands import Command, bytes_of, help_text, sentence, text_of, write_bytes
from tracker.core.commands import main as run_command

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - recognised, not listened on


def start(_: argparse.Namespace) -> int:
    """Serve in this process, so that a signal reaches the server. The launcher prints the set-up code, however it is started."""
    from tracker.core.schema import bring_up_to_date
    from tracker.core.settings import ROOT, settings
    from tracker.core.words import say

    bring_up_to_date()
    print(say("core.address", address=_address()), flush=True)
    os.chdir(ROOT)
    host, port = settings().host, str(settings().port)
    streamlit = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", host, "--server.port", port]
    os.execv(sys.executable, streamlit)  # noqa: S606 - our own interpreter with our own arguments


def migrate(_: argparse.Namespace) -> int:
    from tracker.core.db import ping
    from tracker.core.schema import bring_up_to_date
    from tracker.core.words import say

    bring_up_to_date()
    print(say("core.up_to_date", revision=ping()))
    return 0


def verify_events(given: argparse.Namespace) -> int:
    from tracker.core import events
    from tracker.core.db import reading
    from tracker.core.schema import bring_up_to_date
    from tracker.core.words import say

    bring_up_to_date()
    with reading() as session:
        found = events.verify(session)
        cut = bool(given.anchor) and not events.holds(session, given.anchor)
    if found.broken_at is not None:
        print(say("core.log_broken", position=found.broken_at, n=found.entries))
    elif cut:
        print(say("core.log_cut", anchor=given.anchor, n=found.entries))
    else:
        print(say("core.log_whole", n=found.entries, head=found.head))
    return 1 if cut or found.broken_at is not None else 0


def print_settings(_: argparse.Namespace) -> int:
    print(settings_table())
    return 0


def setup_code(_: argparse.Namespace) -> int:
    from tracker.core.db import writing
    from tracker.core.schema import bring_up_to_date
    from tracker.core.words import say
    from tracker.people.actions.setup import issue_setup_code

    bring_up_to_date()
    with writing() as session:
        code = issue_setup_code(session)
    print(say("core.setup_code", code=code) if code else say("core.already_set_up"))
    return 0 if code else 1


def send(_: argparse.Namespace) -> int:
    """What a service that runs does by itself. 1 when something could not be sent and is tried again later."""
    from tracker.core.schema import bring_up_to_date
    from tracker.core.words import say
    from tracker.messages.sender import send_waiting

    bring_up_to_date()
    sent = send_waiting()
    print(say("messages.sent_now", letters=sent.letters, failed=sent.failed))
    return 1 if sent.failed else 0


def settings_table() -> str:
    """The documented list, as docs/operations.md holds it."""
    from tracker.core.settings import Settings, environment_name

    rows = ["| Name | Default | Meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{environment_name(name)}` | {_default(field.default)} | {field.description} |")
    return "\n".join(rows)


def _default(value: object) -> str:
    from pydantic import SecretStr

    from tracker.core.settings import ROOT

    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    if isinstance(value, tuple):
        value = ",".join(value)
    return f"`{value}`" if str(value) else ""


def _address() -> str:
    from tracker.core.settings import settings

    host = "localhost" if settings().host in EVERY_ADDRESS else settings().host
    return settings().public_url or f"http://{host}:{settings().port}"


def serving(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A command of the server: it speaks from the whole catalogue, and says what is wrong with settings or database."""

    def run(given: argparse.Namespace) -> int:
        from pydantic import ValidationError
        from sqlalchemy.exc import OperationalError

        from tracker.core.db import UnsafeDatabase
        from tracker.core.words import best_language, say, speak

        speak(best_language(os.environ.get("LC_ALL") or os.environ.get("LANG")))
        try:
            return command(given)
        except ValidationError as wrong:
            what = [say("core.setting_wrong", name=_setting(error["loc"]), what=error["msg"]) for error in wrong.errors()]
        except UnsafeDatabase as unsafe:
            what = [say("core.database_unsafe", setting=unsafe.setting)]
        except OperationalError as silent:
            what = [say("core.database_silent", what=str(silent.orig).strip().splitlines()[0])]
        print("\n".join(what), file=sys.stderr)
        return 1

    return run


def _setting(location: tuple[int | str, ...]) -> str:
    from tracker.core.settings import Settings, environment_name

    name = str(location[0])
    return environment_name(name) if name in Settings.model_fields else name


def schedule(given: argparse.Namespace) -> None:
    from tracker.core.json_documents import read_json, written
    from tracker.plan.workbook.documents import ignored_fields, read_plan, schedule_document

    document = read_json(text_of(given.file))
    plan = read_plan(document)
    _warn(ignored_fields(document))
    print(written(schedule_document(plan)))


def read_mspdi(given: argparse.Namespace) -> None:
    from tracker.core.json_documents import written
    from tracker.plan.workbook.mspdi.documents import project_document
    from tracker.plan.workbook.mspdi.reading import read_project

    project = read_project(bytes_of(given.file))
    for before, after in project.left_out:
        print(sentence("plan.link_left_out", before=before, after=after), file=sys.stderr)
    print(written(project_document(project)))


def write_mspdi(given: argparse.Namespace) -> None:
    from tracker.core.json_documents import read_json
    from tracker.plan.workbook.documents import ignored_fields, read_plan
    from tracker.plan.workbook.mspdi.writing import write_project

    document = read_json(text_of(given.file))
    content = write_project(read_plan(document))
    _warn(ignored_fields(document))
    write_bytes(given.out, content)


def earned_value(given: argparse.Namespace) -> None:
    from tracker.core.json_documents import read_json, written
    from tracker.money.workbook.documents import earned_value_document, ignored_fields

    document = read_json(text_of(given.file))
    found = earned_value_document(document)
    _warn(ignored_fields(document))
    print(written(found))


def export_programme(given: argparse.Namespace) -> int:
    from tracker.programmes.command import export_programme

    return export_programme(given)


def import_programme(given: argparse.Namespace) -> int:
    from tracker.programmes.command import import_programme

    return import_programme(given)


def _warn(places: list[str]) -> None:
    for place in places:
        print(sentence("core.ignored_field", place=place), file=sys.stderr)


def _no_arguments(_: argparse.ArgumentParser) -> None:
    pass


def _anchor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--anchor", metavar="HEAD", help=help_text("core.command_anchor"))


def _plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help=help_text("plan.command_plan_file"))


def _plan_and_project(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="PLAN.json", help=help_text("plan.command_plan_file"))
    parser.add_argument("out", metavar="OUT.xml", help=help_text("plan.command_out_file"))


def _project(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.xml", help=help_text("plan.command_project_file"))


def _values(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help=help_text("money.command_values_file"))


def _as(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="user_name", metavar="USER_NAME", help=help_text("exchange.command_as"))


def _programme_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=help_text("exchange.command_name"))
    parser.add_argument("out", metavar="OUT.xlsx", help=help_text("exchange.command_out"))
    _as(parser)


def _programme_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.xlsx", help=help_text("exchange.command_file"))
    parser.add_argument("--accept", action="store_true", help=help_text("exchange.command_accept"))
    parser.add_argument("--concurrent", choices=("mine", "theirs"), help=help_text("exchange.command_concurrent"))
    _as(parser)


COMMANDS = (
    Command("start", "core.command_start", serving(start), _no_arguments),
    Command("migrate", "core.command_migrate", serving(migrate), _no_arguments),
    Command("verify-events", "core.command_verify_events", serving(verify_events), _anchor),
    Command("settings", "core.command_settings", serving(print_settings), _no_arguments),
    Command("setup-code", "core.command_setup_code", serving(setup_code), _no_arguments),
    Command("send", "messages.command_send", serving(send), _no_arguments),
    Command("schedule", "plan.command_schedule", schedule, _plan),
    Command("read-mspdi", "plan.command_read_mspdi", read_mspdi, _project),
    Command("write-mspdi", "plan.command_write_mspdi", write_mspdi, _plan_and_project),
    Command("earned-value", "money.command_earned_value", earned_value, _values),
    Command("export-programme", "exchange.command_export", serving(export_programme), _programme_out),
    Command("import-programme", "exchange.command_import", serving(import_programme), _programme_in),
)


def main(arguments: Sequence[str] | None = None) -> int:
    return run_command("tracker", "core.command_about", COMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
