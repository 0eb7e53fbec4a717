"""The board, the pilot against the rest, and an alert: each in a sentence made from its numbers."""

from collections.abc import Sequence
from datetime import date

from results.comparison.process_limits import Kind
from results.comparison.queries.alerts import AlertRow
from results.comparison.rules import AlertKind, Line, Standing, rounded
from results.comparison.rules.groups import AgainstRest
from results.comparison.sentences import value_words
from tracker.core.words import month, number, say
from tracker.targets.rules import Unit

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


def against_rest_words(unit: Unit, found: AgainstRest) -> str:
    """Both values with their n and their difference; without an interval, or with one that spans zero, it says so."""
    sides = {"pilot": value_words(unit, found.pilot, found.rest), "rest": value_words(unit, found.rest, found.pilot)}
    sides |= {"n_pilot": _counted(found.n_pilot), "n_rest": _counted(found.n_rest)}
    difference = found.difference
    if difference.lower is None or difference.upper is None or difference.value is None:
        return say("board.rest.untested", **sides)
    if not difference.detectable:
        return say("board.rest.none", **sides)
    low, high = (number(rounded(end, 1)) for end in (difference.lower, difference.upper))
    return say("board.rest.differs", **sides, difference=number(rounded(difference.value, 1)), low=low, high=high)


def _counted(n: int | None) -> str:
    return say("comparison.numbers.unknown") if n is None else number(n)


def alert_sentence(alert: AlertRow) -> str:
    """What was seen when it was raised."""
    facts, unit = alert.facts, alert.unit

    def words(name: str) -> str:
        value = facts.get(name)
        return "" if value is None else value_words(unit, rounded(value, 1) if name == "limit" else value)

    told = {"name": alert.indicator, "month": month(alert.observed_on), "n": _counted(facts.get("n"))}
    told |= {"value": words("value"), "limit": words("limit")}
    if alert.kind is AlertKind.STORE_OUTSIDE:
        return say("alerts.is.store_outside", **told, store=alert.store)
    if alert.kind is AlertKind.TEAM_RATE:
        return say("alerts.is.team_rate", **told, team=alert.team, before=words("before"))
    if alert.kind is AlertKind.WILL_MISS:
        due = date.fromisoformat(facts["due"])
        key = "will_miss" if facts.get("foreseen") is None else "will_miss_pace"
        return say(f"alerts.is.{key}", **told, due=due, foreseen=words("foreseen"))
    return say(f"alerts.is.{alert.kind.value}", **told)
