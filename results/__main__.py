"""The command line of results: `example [--remove]` fills and empties a database and `report` reads one; `limits`, `survey` and
`effect` read a CSV file and need none.

What a command needs is loaded when it runs: they answer in half a second, and the database's libraries alone take as long.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from results.comparison.command import add_limits, limits
from results.comparison.effects.command import add_effect, effect
from results.readings.command import add_survey, derive, survey
from tracker.core.commands import Command, help_text, sentence
from tracker.core.commands import main as run_command


def example(given: argparse.Namespace) -> None:
    from results.example.actions import fill_example, remove_example
    from tracker.core.db import writing
    from tracker.core.files import erase_file
    from tracker.core.schema import bring_up_to_date

    bring_up_to_date()
    if given.remove:
        with writing() as session:
            pictures = remove_example(session, by=None)
        for name in pictures:
            erase_file(name)
        print(sentence("example.removed"))
        return
    with writing() as session:
        filled = fill_example(session, by=None)
    print(sentence("example.filled", n=f"{filled.audits:,}"))
    print(sentence("example.password", password=filled.password))


def report(given: argparse.Namespace) -> int:
    from results.reports.command import report
    from tracker.__main__ import serving

    return serving(report)(given)


def _report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", required=True, metavar="NAME", help=help_text("reports.command_programme"))
    parser.add_argument("--month", required=True, type=_month, metavar="YYYY-MM", help=help_text("reports.command_month"))
    parser.add_argument("--language", choices=("en", "zh_CN"), default="", help=help_text("reports.command_language"))
    parser.add_argument("--format", required=True, choices=("pptx", "xlsx", "pdf"), help=help_text("reports.command_format"))
    parser.add_argument("--out", required=True, metavar="FILE", help=help_text("reports.command_out"))
    parser.add_argument("--kind", choices=("monthly", "quarterly"), default="monthly", help=help_text("reports.command_kind"))
    parser.add_argument("--as", dest="user_name", metavar="USER_NAME", help=help_text("exchange.command_as"))


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: YYYY-MM") from None


def _example_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--remove", action="store_true", help=help_text("example.command_remove"))


COMMANDS = (
    Command("example", "example.command_example", example, _example_arguments),
    Command("limits", "comparison.command_limits", limits, add_limits),
    Command("derive", "derived.command_derive", derive),
    Command("survey", "readings.command_survey", survey, add_survey),
    Command("effect", "effect.command_effect", effect, add_effect),
    Command("report", "reports.command_report", report, _report_arguments),
)


def main(arguments: Sequence[str] | None = None) -> int:
    return run_command("results", "comparison.command_about", COMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
