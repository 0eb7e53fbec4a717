"""`python -m results survey FILE.csv`: JSON on standard output, a refusal as one sentence on standard error. And
`python -m results derive`, which the service does every hour by itself."""

import argparse
import json
import re
from typing import TYPE_CHECKING

from results.readings.documents import COLUMN, SCALES, TOP, Asked, survey_document
from results.readings.rules.survey import DETRACTORS_TO, ScoreKind
from tracker.core.commands import refuse_foreign_options, sentence, text_of
from tracker.core.tables import read_number

if TYPE_CHECKING:
    from results.readings.actions.deriving import Refreshed

WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
OPTIONS = {  # what each kind reads; what it does not read is a wrong option, never silently nothing
    ScoreKind.NPS: {"column", "scale"},
    ScoreKind.SHARE: {"column", "scale", "top"},
    ScoreKind.INDEX: {"scale", "weights"},
}


def add_survey(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--kind", required=True, choices=[kind.value for kind in ScoreKind])
    parser.add_argument("--column", metavar="NAME")
    parser.add_argument("--top", type=_whole, metavar="N")
    parser.add_argument("--scale", type=_scale, metavar="LOW:HIGH")
    parser.add_argument("--weights", type=_weights, metavar="NAME=W,...")
    parser.add_argument("--by", metavar="COLUMN")
    parser.add_argument("--smallest", type=_smallest, default=1, metavar="N")
    parser.set_defaults(parser=parser)


def survey(given: argparse.Namespace) -> None:
    kind = ScoreKind(given.kind)
    refuse_foreign_options(given, given.kind, OPTIONS[kind], {"column", "scale", "top", "weights"})
    low, high = scale = given.scale or SCALES[kind]
    if kind is ScoreKind.NPS and (high != SCALES[kind][1] or low > DETRACTORS_TO):
        given.parser.error(f"--scale {low}:{high}: --kind nps 0:10")
    top = TOP if given.top is None else given.top
    if kind is ScoreKind.SHARE and not low <= top <= high:
        given.parser.error(f"--top {top}: --scale {low}:{high}")
    asked = Asked(kind, scale, given.column or COLUMN, top, given.weights, given.by, given.smallest)
    print(json.dumps(survey_document(text_of(given.file), asked), allow_nan=False))


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r}")
    return int(text)


def _smallest(text: str) -> int:
    smallest = _whole(text)
    if smallest < 1:
        raise argparse.ArgumentTypeError(f"{text!r} < 1")
    return smallest


def _scale(text: str) -> tuple[int, int]:
    low, _, high = text.partition(":")
    if not WHOLE.fullmatch(low) or not WHOLE.fullmatch(high) or int(low) >= int(high):
        raise argparse.ArgumentTypeError(f"{text!r}: LOW:HIGH")
    return int(low), int(high)


def _weights(text: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.rpartition("=")
        weight = read_number(number.strip())
        if not name.strip() or weight is None or weight <= 0 or name.strip() in weights:
            raise argparse.ArgumentTypeError(f"{part!r}: NAME=W")
        weights[name.strip()] = weight
    return weights


def derive(_: argparse.Namespace) -> None:
    from tracker.core.schema import bring_up_to_date

    bring_up_to_date()
    found = refresh_every_programme()
    print(sentence("derived.done", new=f"{found.new:,}", corrected=f"{found.corrected:,}", same=f"{found.same:,}"))


def refresh_every_programme() -> "Refreshed":
    """A transaction a programme, so that other writers wait for none but theirs."""
    from results.readings.actions.deriving import Refreshed, refresh_derived
    from results.readings.queries.derived import programmes_to_derive
    from tracker.core.db import reading, writing

    with reading() as session:
        programmes = programmes_to_derive(session)
    whole = Refreshed(0, 0, 0)
    for programme_id in programmes:
        with writing() as session:
            whole += refresh_derived(session, programme_id=programme_id, by=None)
    return whole
