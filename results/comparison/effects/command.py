"""`python -m results effect FILE.csv`: JSON on standard output, a refusal as one sentence on standard error."""

import argparse
import json
from datetime import date

from results.comparison.effects.documents import Asked, effect_document
from results.comparison.effects.interrupted import MOST_PAIRS, Family
from results.comparison.effects.rules import Design
from tracker.core.commands import refuse_foreign_options, text_of
from tracker.core.tables import read_day

OPTIONS = {  # what each design reads; what it does not read is a wrong option, never silently nothing
    Design.BEFORE_AFTER: {"from"},
    Design.DID: {"balanced"},
    Design.ITS: {"from", "family", "season", "slope"},
}


def add_effect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--design", required=True, choices=[design.value for design in Design])
    parser.add_argument("--from", type=_day, metavar="DATE")
    parser.add_argument("--balanced", action="store_true")
    parser.add_argument("--family", choices=[family.value for family in Family])
    parser.add_argument("--season", type=_pairs, metavar="PAIRS")
    parser.add_argument("--slope", action="store_true")
    parser.set_defaults(parser=parser)


def effect(given: argparse.Namespace) -> None:
    design = Design(given.design)
    refuse_foreign_options(given, given.design, OPTIONS[design], {"from", "balanced", "family", "season", "slope"})
    since = getattr(given, "from")
    if "from" in OPTIONS[design] and since is None:
        given.parser.error("--from DATE")
    asked = Asked(
        design,
        since or date.max,
        balanced=given.balanced,
        family=Family(given.family or Family.NORMAL),
        season=given.season or 0,
        slope=given.slope,
    )
    print(json.dumps(effect_document(text_of(given.file), asked), allow_nan=False))


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"{text!r}: 2026-03-01")
    return day


def _pairs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_PAIRS:
        raise argparse.ArgumentTypeError(f"{text!r}: 0 - {MOST_PAIRS}")
    return int(text)
