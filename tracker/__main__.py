"""The command line: start, migrate, verify-events, settings, setup-code."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import OperationalError

from tracker.core import events
from tracker.core.db import UnsafeDatabase, ping, reading, writing
from tracker.core.schema import bring_up_to_date
from tracker.core.settings import ROOT, Settings, environment_name, settings
from tracker.core.words import best_language, say, speak
from tracker.people.actions.setup import issue_setup_code

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - recognised, not listened on


def start(_: argparse.Namespace) -> int:
    """Serve in this process, so that a signal reaches the server. The launcher prints the set-up code, however it is started."""
    bring_up_to_date()
    print(say("core.address", address=_address()), flush=True)
    os.chdir(ROOT)
    host, port = settings().host, str(settings().port)
    streamlit = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", host, "--server.port", port]
    os.execv(sys.executable, streamlit)  # noqa: S606 - our own interpreter with our own arguments


def migrate(_: argparse.Namespace) -> int:
    bring_up_to_date()
    print(say("core.up_to_date", revision=ping()))
    return 0


def verify_events(given: argparse.Namespace) -> int:
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
    bring_up_to_date()
    with writing() as session:
        code = issue_setup_code(session)
    print(say("core.setup_code", code=code) if code else say("core.already_set_up"))
    return 0 if code else 1


def settings_table() -> str:
    """The documented list, as docs/operations.md holds it."""
    rows = ["| Name | Default | Meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{environment_name(name)}` | {_default(field.default)} | {field.description} |")
    return "\n".join(rows)


def _default(value: object) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    if isinstance(value, tuple):
        value = ",".join(value)
    return f"`{value}`" if str(value) else ""


def _address() -> str:
    host = "localhost" if settings().host in EVERY_ADDRESS else settings().host
    return settings().public_url or f"http://{host}:{settings().port}"


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "start": start,
    "migrate": migrate,
    "verify-events": verify_events,
    "settings": print_settings,
    "setup-code": setup_code,
}


def main(arguments: list[str] | None = None) -> int:
    speak(best_language(os.environ.get("LC_ALL") or os.environ.get("LANG")))
    parser = argparse.ArgumentParser(prog="python -m tracker", description=say("core.command_about"))
    commands = parser.add_subparsers(required=True, metavar="|".join(COMMANDS))
    for name, command in COMMANDS.items():
        one = commands.add_parser(name, help=say(f"core.command_{name.replace('-', '_')}"))
        one.set_defaults(command=command)
        if command is verify_events:
            one.add_argument("--anchor", metavar="HEAD", help=say("core.command_anchor"))
    given = parser.parse_args(arguments)
    try:
        return int(given.command(given))
    except ValidationError as wrong:
        what = [say("core.setting_wrong", name=_setting(error["loc"]), what=error["msg"]) for error in wrong.errors()]
    except UnsafeDatabase as unsafe:
        what = [say("core.database_unsafe", setting=unsafe.setting)]
    except OperationalError as silent:
        what = [say("core.database_silent", what=str(silent.orig).strip().splitlines()[0])]
    print("\n".join(what), file=sys.stderr)
    return 1


def _setting(location: tuple[int | str, ...]) -> str:
    name = str(location[0])
    return environment_name(name) if name in Settings.model_fields else name


if __name__ == "__main__":
    sys.exit(main())
