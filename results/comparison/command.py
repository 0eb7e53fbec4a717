"""`python -m results limits FILE.csv`: JSON on standard output, a refusal as one sentence on standard error.

Like all commands for scripts (tracker.core.commands) it needs no database and no settings.
"""

import argparse
import json

from results.comparison.documents import CHARTS, XMR, Asked, limits_document
from results.comparison.process_limits import PROFILES, SMALLEST_FIXED, Better, DatedTarget, LimitsRefused, Rebase
from tracker.core.commands import text_of
from tracker.core.refusals import Refusal
from tracker.core.tables import read_day, read_number


def add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv", nargs="?")
    parser.add_argument("--better", required=True, choices=[better.value for better in Better])
    parser.add_argument("--target", type=_number, metavar="X")
    parser.add_argument("--trajectory", nargs="+", action="extend", default=[], metavar="DATE=VALUE")
    parser.add_argument("--profile", choices=list(PROFILES), default="nhsr")
    parser.add_argument("--first", type=_first, metavar="N")
    parser.add_argument("--rebase", type=_rebase, action="append", default=[], metavar="DATE:REASON")
    parser.add_argument("--chart", choices=[str(chart) for chart in CHARTS], default=XMR)
    parser.set_defaults(parser=parser)


def limits(given: argparse.Namespace) -> None:
    file, trajectory = _file_and_trajectory(given)
    asked = Asked(
        better=Better(given.better),
        chart=given.chart,
        target=given.target,
        trajectory=trajectory,
        profile=given.profile,
        first=given.first,
        rebases=tuple(given.rebase),
    )
    try:
        document = limits_document(text_of(file), asked)
    except LimitsRefused as refused:
        raise Refusal(refused.key, field=None, **{name: _plain(fact) for name, fact in refused.facts.items()}) from refused
    print(json.dumps(document, allow_nan=False))


def _file_and_trajectory(given: argparse.Namespace) -> tuple[str, tuple[DatedTarget, ...]]:
    """argparse gives a file that follows dated targets to them; a dated target has an equals sign after its date."""
    texts, file = list(given.trajectory), given.file
    if file is None and texts and _dated(texts[-1]) is None:
        file = texts.pop()
    if file is None:
        given.parser.error("FILE.csv")
    dated = [_dated(text) for text in texts]
    for text, target in zip(texts, dated, strict=True):
        if target is None:
            given.parser.error(f"--trajectory {text!r}: DATE=VALUE")
    return file, tuple(target for target in dated if target is not None)


def _dated(text: str) -> DatedTarget | None:
    day, _, value = text.partition("=")
    on, number = read_day(day), read_number(value)
    return None if on is None or number is None else DatedTarget(on, number)


def _number(text: str) -> float:
    value = read_number(text)
    if value is None:
        raise argparse.ArgumentTypeError(f"{text!r}")
    return value


def _first(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < SMALLEST_FIXED:
        raise argparse.ArgumentTypeError(f"{text!r} < {SMALLEST_FIXED}")
    return int(text)


def _rebase(text: str) -> Rebase:
    """Without a reason it is refused later, with the sentence for it."""
    day, _, reason = text.partition(":")
    on = read_day(day)
    if on is None:
        raise argparse.ArgumentTypeError(f"{text!r}: DATE:REASON")
    return Rebase(on, reason.strip())


def _plain(fact: object) -> object:
    """Numbers and dates as they stand in the file, whatever the reader's locale."""
    return fact if isinstance(fact, str) else str(fact)
