"""The board in a sentence, made from its numbers."""

from collections.abc import Sequence

from results.comparison.process_limits import Kind
from results.comparison.rules import Line, Standing
from tracker.core.words import say

ORDER = (Standing.BEHIND, Standing.ON_THE_WAY, Standing.MET, Standing.NO_TARGET, Standing.NO_DATA)


def headline(lines: Sequence[Line]) -> str:
    """How many targets are met and behind, and what has changed beyond chance."""
    if not any(line.actual for line in lines):
        return say("board.headline.nothing", n=len(lines))
    standings = [line.standing for line in lines]
    with_target = len(lines) - standings.count(Standing.NO_TARGET)
    told = say(
        "board.headline.targets", met=standings.count(Standing.MET), n=with_target, behind=standings.count(Standing.BEHIND)
    )
    kinds = [line.chart.variation for line in lines if line.chart]
    better, worse = kinds.count(Kind.IMPROVEMENT), kinds.count(Kind.CONCERN)
    other = kinds.count(Kind.HIGH) + kinds.count(Kind.LOW)
    if not better + worse + other:
        return say("board.headline.whole", targets=told, news=say("board.headline.steady"))
    key = "changed_other" if other else "changed"
    facts = {"better": better, "worse": worse} | ({"other": other} if other else {})
    return say("board.headline.whole", targets=told, news=say(f"board.headline.{key}", **facts))


def news_first(lines: Sequence[Line]) -> list[Line]:
    """What got worse beyond chance, then what is behind, then other changes beyond chance, then the rest as it stands."""
    return sorted(lines, key=_rank)


def _rank(line: Line) -> tuple[int, int]:
    kind = line.chart.variation if line.chart else Kind.COMMON
    if kind is Kind.CONCERN:
        return 0, 0
    if line.standing is Standing.BEHIND:
        return 1, 0
    return (3, ORDER.index(line.standing)) if kind is Kind.COMMON else (2, ORDER.index(line.standing))
