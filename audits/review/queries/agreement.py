"""How well second scorings agree with the first: by item, and by who scored again. Calibration stands apart: there each is
compared with the answers agreed on."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditScore, SecondScoring
from audits.review.queries.answers import answers_in_effect_of
from audits.review.queries.counting import counts
from audits.review.rules.agreement import Agreed, Measure, agreed, agreed_over
from audits.rubrics.forms import SCORED_KINDS, ItemKind, RubricText
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import latest_answers_of, shown_codes
from audits.visits.models import Assignment, Purpose, Submission
from audits.visits.rules import is_blank
from tracker.core.shares import Interval, wilson
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Store
from tracker.people.rules import Action, Actor, Place, can

MOST_COMPARED = 1000  # the latest; enough for an interval of a few hundredths on every item
MEASURES = {ItemKind.RATING: Measure.ORDINAL, ItemKind.NUMBER: Measure.INTERVAL, ItemKind.DURATION: Measure.INTERVAL}
MEASURED = frozenset({ItemKind.NUMBER, ItemKind.DURATION})  # two who measure hardly ever say the very same
Pairs = list[tuple[Hashable, Hashable]]


@dataclass(frozen=True)
class ItemAgreement:
    code: str
    name: Label
    agreed: Agreed
    same: Interval  # the share of equal answers


@dataclass(frozen=True)
class RaterAgreement:
    """Over all choices and ratings; `kappa` gives each item its own chance, and is None where undefined."""

    name: str
    audits: int
    same: Interval
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """`items` in the rubric's order, `raters` by name: all of them for whoever draws, else one's own row."""

    scorings: int
    items: tuple[ItemAgreement, ...]
    raters: tuple[RaterAgreement, ...]

    @property
    def low(self) -> list[ItemAgreement]:
        """What to reword, the least agreed first."""
        found = [item for item in self.items if item.agreed.is_low]
        return sorted(found, key=lambda item: (item.agreed.value or 0.0, item.code))


@dataclass(frozen=True)
class CompareRubric:
    """A rubric with second scorings; `n` counts them."""

    code: str
    name: Label
    n: int


def compared_rubrics(session: Session, *, programme_id: UUID, purpose: Purpose, by: Actor) -> list[CompareRubric]:
    """The one most often scored twice first."""
    demand(by, Action.SEE_AGREEMENT, Place(programme_id))
    rows = session.execute(
        select(Rubric.code, Rubric.name, func.count())
        .select_from(SecondScoring)
        .join(Submission, Submission.id == SecondScoring.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .join(Store, Store.id == Submission.store_id)
        .where(*_where(programme_id, purpose, by))
        .group_by(Rubric.id, Rubric.code)
        .order_by(func.count().desc(), Rubric.code)
    )
    return [CompareRubric(*row) for row in rows]


def agreement(
    session: Session,
    *,
    programme_id: UUID,
    rubric_code: str,
    by: Actor,
    purpose: Purpose = Purpose.COUNTED,
    first: date | None = None,
    last: date | None = None,
) -> Agreement:
    """Second scorings of counted audits against what the visitors gave; of calibration audits against what was agreed. The days
    are those of the visits and limit counted audits only."""
    demand(by, Action.SEE_AGREEMENT, Place(programme_id))
    query = (
        select(SecondScoring, Assignment.rubric_version_id, Identity.display_name)
        .join(Submission, Submission.id == SecondScoring.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Identity, Identity.person_id == SecondScoring.rater_id)
        .where(Rubric.code == rubric_code, *_where(programme_id, purpose, by))
        .order_by(SecondScoring.done_at.desc(), SecondScoring.id)
        .limit(MOST_COMPARED)
    )
    if first is not None and last is not None and purpose is Purpose.COUNTED:
        query = query.where(
            SecondScoring.submission_id.in_(select(AuditScore.submission_id).where(AuditScore.visited_on.between(first, last)))
        )
    rows = session.execute(query).all()
    keys = sorted({row.SecondScoring.submission_id for row in rows})
    answers = latest_answers_of(session, keys) if purpose is Purpose.COUNTED else answers_in_effect_of(session, keys)
    rubrics = {key: rubric_version(session, version_id=key).rubric for key in {row.rubric_version_id for row in rows}}
    return _compared(rows, answers, rubrics, None if can(by, Action.DRAW_SCORINGS) else by.person_id)


def _where(programme_id: UUID, purpose: Purpose, by: Actor) -> list[Any]:
    """Done, of this purpose and within reach. A counted audit that was excluded, or whose approval was withdrawn, is left out."""
    conditions = [
        SecondScoring.programme_id == programme_id,
        SecondScoring.done_at.is_not(None),
        Assignment.purpose == purpose,
        store_condition(by),
        programme_condition(by, SecondScoring.programme_id),
    ]
    if purpose is Purpose.COUNTED:
        conditions.append(
            Submission.id.in_(
                select(AuditScore.submission_id).where(AuditScore.programme_id == programme_id, counts()).correlate(Assignment)
            )
        )
    return conditions


def _compared(
    rows: Sequence[Any], answers: Mapping[UUID, Mapping[str, Any]], rubrics: Mapping[UUID, RubricText], only: UUID | None
) -> Agreement:
    """`only` limits whose rows are told, not what the items are compared by."""
    by_item: dict[str, Pairs] = defaultdict(list)
    by_rater: dict[UUID, dict[str, Pairs]] = defaultdict(lambda: defaultdict(list))
    names, audits = dict[UUID, str](), dict[UUID, int]()
    for row in rows:
        scoring, rubric = row.SecondScoring, rubrics[row.rubric_version_id]
        names[scoring.rater_id] = row.display_name
        audits[scoring.rater_id] = audits.get(scoring.rater_id, 0) + 1
        for code, pair in _pairs(rubric, answers.get(scoring.submission_id, {}), scoring.answers or {}):
            by_item[code].append(pair)
            if rubric.items[code].kind not in MEASURED:
                by_rater[scoring.rater_id][code].append(pair)
    newest = max(rubrics.values(), key=lambda rubric: len(rubric.items), default=None)
    known = {code: item for rubric in rubrics.values() for code, item in rubric.items.items()}
    order = [*(newest.items if newest else ()), *(code for code in known if newest and code not in newest.items)]
    items = [
        ItemAgreement(code, known[code].label, found, wilson(found.same, found.n))
        for code in order
        if code in by_item
        for found in [agreed(by_item[code], MEASURES.get(known[code].kind, Measure.KAPPA))]
    ]
    raters = [
        _rater(names[key], audits[key], by_rater[key])
        for key in sorted(names, key=lambda key: (names[key], key))
        if only in (None, key)
    ]
    return Agreement(len(rows), tuple(items), tuple(raters))


def _pairs(
    rubric: RubricText, first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[tuple[str, tuple[Hashable, Hashable]]]:
    """What both answered, of the scored items that both were shown."""
    shown = shown_codes(rubric, first) & shown_codes(rubric, second)
    return [
        (item.code, (_plain(first[item.code]), _plain(second[item.code])))
        for item in rubric.all_items()
        if item.kind in SCORED_KINDS
        and item.code in shown
        and not is_blank(first.get(item.code))
        and not is_blank(second.get(item.code))
    ]


def _plain(value: Any) -> Hashable:
    """Several ticks are one answer, whatever their order."""
    return tuple(sorted(value)) if isinstance(value, list) else value


def _rater(name: str, audits: int, items: Mapping[str, Pairs]) -> RaterAgreement:
    n, same, kappa = agreed_over(items)
    return RaterAgreement(name, audits, wilson(same, n), kappa)
