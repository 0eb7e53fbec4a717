"""Portfolio: which programme needs me?"""

from uuid import UUID

from results.comparison.queries import comparison
from tracker.core.db import reading
from tracker.core.words import percent, say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.programmes.queries.portfolio import portfolio
from tracker.programmes.screens.portfolio import show_portfolio


def worst_indicator(programme_id: UUID) -> str:
    """Empty where none is behind."""
    with reading() as session:
        line = comparison(session, programme_id=programme_id, by=actor).furthest_behind
    if line is None or line.share is None:
        return line.indicator.name if line else ""
    return say("portfolio.worst", name=line.indicator.name, share=percent(line.share, 0))


actor = open_page("portfolio.title", Action.SEE_PLAN)
with reading() as session:
    rows = portfolio(session, by=actor)
seen = rows if can(actor, Action.SEE_RESULTS) else []
show_portfolio(rows, {row.programme_id: worst_indicator(row.programme_id) for row in seen})
