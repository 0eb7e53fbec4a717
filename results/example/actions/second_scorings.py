"""Second scorings of the example: a tenth of half a year's audits, most of them done, a few waiting for each rater.

The keys of the example's audits are new each time, so its draw is by the example's own dice, not by hashes of keys: it says so.
"""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from random import Random
from typing import Any
from uuid import UUID

from audits.review.models import AuditScore, ReviewDecision, ScoringDraw, SecondScoring
from audits.rubrics.forms import CHOICE_KINDS, SCORED_KINDS, ItemKind, ItemText, RubricText, visible_items
from audits.visits.models import Answer, Submission
from results.example.actions.organisation import Cast
from results.example.actions.visits import Rows, Setting
from results.example.places import dice
from results.example.rules import SECOND_DAYS, SECOND_SHARE, SECOND_WAITING
from tracker.core.ids import new_id
from tracker.people.rules import Role

SURE, UNSURE = (0.91, 0.99), (0.62, 0.74)  # how often two people read an item alike; one item in eight is written badly
BADLY_WRITTEN = 0.12
SEEN = 0.85  # of the items, what pictures and notes show


def second_scorings(rows: Rows, cast: Cast, setting: Setting) -> None:
    random = dice("second scorings")
    first, last = setting.today - timedelta(days=SECOND_DAYS), setting.today - timedelta(days=1)
    population = [row for row in rows.of[AuditScore] if first <= row["visited_on"] <= last]
    drawn = random.sample(population, ceil(SECOND_SHARE * len(population)))
    draw_id, lead = new_id(), cast.lead.person_id
    drawn_at = max(row["scored_at"] for row in population) + timedelta(hours=1)
    said = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "share": str(SECOND_SHARE),
        "purpose": "counted",
        "by_dice_of_the_example": True,
    }
    counts = {"population": len(population), "drawn": len(drawn)}
    common = {"programme_id": setting.programme_id}
    rows.add(
        ScoringDraw, id=draw_id, seed="second scorings", chosen_by=said, drawn_at=drawn_at, drawn_by=lead, **common, **counts
    )
    raters = [*cast.with_role(Role.REVIEWER), *cast.with_role(Role.SUPERVISOR)]
    answers, involved = _answers(rows, {row["submission_id"] for row in drawn}), _involved(rows)
    for number, audit in enumerate(drawn):
        key, rubric = audit["submission_id"], setting.rubrics[audit["channel_code"]][1]
        able = [rater for rater in raters if rater not in involved[key]]
        done = number < len(drawn) - SECOND_WAITING
        again = _again(rubric, answers[key], random)
        rows.add(
            SecondScoring,
            id=new_id(),
            submission_id=key,
            draw_id=draw_id,
            rater_id=able[number % len(able)],
            asked_at=drawn_at,
            asked_by=lead,
            done_at=drawn_at + timedelta(hours=random.randint(2, 12)) if done else None,
            answers=again if done else None,
            version=2 if done else 1,
            **common,
        )


def _answers(rows: Rows, keys: set[UUID]) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {key: {} for key in keys}
    for row in rows.of[Answer]:
        if row["draft_id"] in keys:
            found[row["draft_id"]][row["item_code"]] = row["value"]
    return found


def _involved(rows: Rows) -> dict[UUID, set[UUID]]:
    found = {row["id"]: {row["submitted_by"]} for row in rows.of[Submission]}
    for row in rows.of[ReviewDecision]:
        found[row["submission_id"]].add(row["decided_by"])
    return found


def _again(rubric: RubricText, first: Mapping[str, Any], random: Random) -> dict[str, Any]:
    """What somebody else makes of the same pictures and notes. Nobody measures a second time."""
    again: dict[str, Any] = {}
    for item in rubric.all_items():
        measured = item.kind in (ItemKind.NUMBER, ItemKind.DURATION)
        shown = item.code in visible_items(rubric, again)
        if item.code in first and item.kind in SCORED_KINDS and not measured and shown and random.random() < SEEN:
            alike = random.random() < _likeness(item.code)
            again[item.code] = first[item.code] if alike else _other(item, first[item.code], random)
    return again


def _likeness(item_code: str) -> float:
    """Always the same for an item."""
    own = dice(f"likeness {item_code}")
    low, high = UNSURE if own.random() < BADLY_WRITTEN else SURE
    return low + (high - low) * own.random()


def _other(item: ItemText, value: Any, random: Random) -> Any:
    if item.kind is ItemKind.MULTIPLE:
        return sorted({*value} ^ {random.choice(item.options).code}) or value
    if item.kind in CHOICE_KINDS:
        return random.choice([option.code for option in item.options if option.code != value])
    lowest, highest = int(item.lowest or 0), int(item.highest or 5)
    return min(max(int(value) + random.choice((-1, 1)), lowest), highest)
