"""The command line of results: `example [--remove]` fills and empties a database, `limits FILE.csv` needs none.

What a command needs is loaded when it runs: limits answer in half a second, and the database's libraries alone take as long.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from results.comparison.command import add_limits

HELP = frozenset({"-h", "--help"})


def example(given: argparse.Namespace) -> int:
    from results.example.actions import fill_example, remove_example
    from tracker.core.db import writing
    from tracker.core.files import erase_file
    from tracker.core.refusals import Refusal
    from tracker.core.schema import bring_up_to_date
    from tracker.core.words import refusal_sentence

    bring_up_to_date()
    try:
        if given.remove:
            with writing() as session:
                pictures = remove_example(session, by=None)
            for name in pictures:
                erase_file(name)
            print(_say("example.removed"))
        else:
            with writing() as session:
                filled = fill_example(session, by=None)
            print(_say("example.filled", n=filled.audits))
            print(_say("example.password", password=filled.password))
    except Refusal as refusal:
        print(refusal_sentence(refusal), file=sys.stderr)
        return 1
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    return command(given)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    about = _say if HELP.intersection(arguments) else _nothing
    parser = argparse.ArgumentParser(prog="python -m results", description=about("comparison.command_about"))
    commands = parser.add_subparsers(required=True, dest="name")
    one = commands.add_parser("example", help=about("example.command_example"), description=about("example.command_example"))
    one.add_argument("--remove", action="store_true", help=about("example.command_remove"))
    one.set_defaults(command=example)
    two = commands.add_parser("limits", help=about("comparison.command_limits"), description=about("comparison.command_limits"))
    add_limits(two)
    return parser


def _say(key: str, **facts: object) -> str:
    from tracker.core.words import best_language, say, speak

    speak(best_language(os.environ.get("LC_ALL") or os.environ.get("LANG")))
    return say(key, **facts)


def _nothing(_key: str) -> str:
    return ""


if __name__ == "__main__":
    sys.exit(main())
