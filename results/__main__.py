"""The command line of results: `python -m results example [--remove]`."""

import argparse
import os
import sys
from collections.abc import Callable

from results.example.actions import fill_example, remove_example
from tracker.core.db import writing
from tracker.core.files import erase_file
from tracker.core.refusals import Refusal
from tracker.core.schema import bring_up_to_date
from tracker.core.words import best_language, refusal_sentence, say, speak


def example(given: argparse.Namespace) -> None:
    bring_up_to_date()
    if given.remove:
        with writing() as session:
            pictures = remove_example(session, by=None)
        for name in pictures:
            erase_file(name)
        print(say("example.removed"))
        return
    with writing() as session:
        filled = fill_example(session, by=None)
    print(say("example.filled", n=filled.audits))
    print(say("example.password", password=filled.password))


def main(arguments: list[str] | None = None) -> int:
    speak(best_language(os.environ.get("LC_ALL") or os.environ.get("LANG")))
    parser = argparse.ArgumentParser(prog="python -m results", description=say("example.command_about"))
    commands = parser.add_subparsers(required=True, metavar="example")
    one = commands.add_parser("example", help=say("example.command_example"))
    one.add_argument("--remove", action="store_true", help=say("example.command_remove"))
    one.set_defaults(command=example)
    given = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = given.command
    try:
        command(given)
    except Refusal as refusal:
        print(refusal_sentence(refusal), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
