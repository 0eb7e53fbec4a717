"""What approved audits say, from tallies: nothing here reads an audit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from results.comparison.queries.audits.channels import ChannelGap, ChannelScore, gaps, scores_by_channel
from results.comparison.queries.audits.coverage import VisitCoverage, Visits, visit_coverage
from results.comparison.queries.audits.items import ChangedItem, ItemName, Items, ItemTrend, item_trend, items_changed
from results.comparison.queries.audits.reach import (
    PERIODS,
    Asked,
    AuditedRubric,
    asked_of,
    audited_rubrics,
)
from results.comparison.queries.audits.sections import (
    STORES_A_PAGE,
    Cell,
    Section,
    SectionMap,
    StoreSections,
    section_map,
)
from results.comparison.queries.audits.spread import WaveScores, scores_by_wave
from results.readings.queries import Area
from tracker.people.rules import Actor

__all__ = [
    "PERIODS",
    "STORES_A_PAGE",
    "Asked",
    "AuditResults",
    "AuditedRubric",
    "Cell",
    "ChangedItem",
    "ChannelGap",
    "ChannelScore",
    "ItemName",
    "ItemTrend",
    "Items",
    "Section",
    "SectionMap",
    "StoreSections",
    "VisitCoverage",
    "Visits",
    "WaveScores",
    "asked_of",
    "audit_results",
    "audited_rubrics",
    "gaps",
    "item_trend",
    "items_changed",
    "scores_by_channel",
    "scores_by_wave",
    "section_map",
    "visit_coverage",
]


@dataclass(frozen=True)
class AuditResults:
    """All views of one rubric at once, as a report shows them. `coverage` is None for a store."""

    rubric: AuditedRubric
    asked: Asked
    waves: tuple[WaveScores, ...]
    sections: SectionMap
    items: Items
    channels: tuple[ChannelScore, ...]
    coverage: VisitCoverage | None


def audit_results(
    session: Session, *, programme_id: UUID, area: Area, rubric_code: str | None, by: Actor, months: int = PERIODS[-1]
) -> AuditResults | None:
    """Of the rubric with most audits where none is named; None without an approved audit on it."""
    rubrics = audited_rubrics(session, programme_id=programme_id, by=by)
    rubric = next((each for each in rubrics if rubric_code in (None, each.code)), None)
    if rubric is None:
        return None
    asked = asked_of(session, programme_id=programme_id, rubric=rubric, months=months, area=area)
    return AuditResults(
        rubric,
        asked,
        tuple(scores_by_wave(session, asked=asked, by=by)),
        section_map(session, asked=asked, by=by),
        items_changed(session, asked=asked, by=by),
        tuple(scores_by_channel(session, asked=asked, by=by)),
        visit_coverage(session, asked=asked, by=by),
    )
