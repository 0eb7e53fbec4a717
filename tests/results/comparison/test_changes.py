"""What changed between two days: the same numbers give the same words, the other way round they mirror, and chance is no news."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.news import MOST_CORRECTIONS, change_sentences
from results.comparison.process_limits import Assurance, Kind, Limits
from results.comparison.rules.changes import (
    Change,
    ChangeKind,
    Course,
    Due,
    Funds,
    Picture,
    Reported,
    Threat,
    course_of,
    differences,
    mirrored,
)
from tests.results.comparison.lines import line
from tracker.core.words import LANGUAGES, speaking
from tracker.targets.rules import Unit

APRIL, MAY = date(2026, 4, 30), date(2026, 5, 31)
STEADY = Limits(84.0, 80.0, 88.0, 81.3, 86.7)


def course(**given: Any) -> Course:
    return Course(**{"name": "Satisfaction", "unit": Unit.SCORE, "value": 84.0, "limits": STEADY} | given)


def between(before: Course, after: Course) -> list[ChangeKind]:
    return [change.kind for change in differences(Picture(APRIL, courses={"csi": before}), Picture(MAY, courses={"csi": after}))]


def test_a_value_that_moves_within_chance_is_no_news() -> None:
    assert between(course(value=82.0), course(value=86.0)) == []


def test_a_target_reached_or_lost_by_chance_is_no_news() -> None:
    assert between(course(value=85.9), course(value=86.1, met=True)) == []
    assert between(course(value=86.1, met=True), course(value=85.9)) == []


def test_a_target_reached_by_more_than_chance_is_told() -> None:
    assert between(course(value=81.0), course(value=86.1, met=True)) == [ChangeKind.TARGET]


def test_a_cause_that_is_new_is_told_and_one_that_lasts_is_not() -> None:
    better = course(kind=Kind.IMPROVEMENT, since=date(2026, 3, 31))
    assert between(course(), better) == [ChangeKind.CAUSE]
    assert between(better, course()) == [ChangeKind.CAUSE]
    assert between(better, replace(better, since=date(2026, 2, 28), value=87.0)) == []
    assert between(better, replace(better, since=date(2026, 5, 31))) == [ChangeKind.CAUSE]


def test_an_assurance_that_cannot_be_given_on_a_day_is_not_told_as_changed() -> None:
    fails, passes = course(assurance=Assurance.FAIL), course(assurance=Assurance.PASS)
    assert between(fails, passes) == [ChangeKind.ASSURANCE]
    assert between(fails, course(assurance=None)) == []


def test_a_dated_target_is_told_once_when_its_day_has_come() -> None:
    due = {date(2026, 5, 15): Due(86.0, 84.0, met=False)}
    assert between(course(), course(due=due)) == [ChangeKind.DUE]
    assert between(course(due=due), course(due=due)) == []


def test_an_indicator_tells_its_course_from_its_line() -> None:
    found = course_of(line([84, 86, 83, 85, 84, 86, 83, 85, 84, 86, 83, 99], today=date(2027, 1, 2)))
    assert (found.kind, found.since, found.met, found.assurance) == (Kind.IMPROVEMENT, date(2026, 12, 28), True, None)
    assert found.due == {date(2026, 12, 31): Due(90.0, 99, met=True)}
    assert course_of(line([])) == Course("Satisfaction", Unit.SCORE)


def test_a_correction_names_the_value_its_day_and_its_store() -> None:
    was = Reported("Satisfaction", Unit.SCORE, "SH-1", APRIL, 86.1)
    [told] = change_sentences([Change(ChangeKind.CORRECTION, "", was, replace(was, value=85.4))])
    assert told == "Satisfaction of Apr 30, 2026, store SH-1 was corrected: 85.4, before 86.1."


def test_of_many_corrections_of_one_indicator_the_first_few_are_told_and_how_many_more() -> None:
    was = Reported("Satisfaction", Unit.SCORE, "", APRIL, 86.1)
    told = change_sentences([Change(ChangeKind.CORRECTION, "", was, replace(was, value=85.0))] * (MOST_CORRECTIONS + 4))
    assert len(told) == MOST_CORRECTIONS + 1
    assert told[-1] == "Satisfaction: 4 more values were corrected."


def test_gates_money_risks_and_actions_are_told_with_both_sides() -> None:
    before = Picture(
        APRIL,
        gates={"G-1": ("From pilot to rollout", None)},
        funds=Funds("CNY", 100_00, 900_00),
        threats={"R-1": Threat("Staff leave", 12, high=False, live=True), "R-2": Threat("Late", 20, high=True, live=True)},
        verified_actions=3,
    )
    after = Picture(
        MAY,
        gates={"G-1": ("From pilot to rollout", "go")},
        funds=Funds("CNY", 200_00, 950_00),
        threats={"R-1": Threat("Staff leave", 16, high=True, live=True), "R-2": Threat("Late", 20, high=True, live=False)},
        verified_actions=5,
    )
    assert change_sentences(differences(before, after)) == [
        "Gate From pilot to rollout: Go; before: not decided.",
        "Forecast at completion: CN¥950.00, before CN¥900.00. Spent: CN¥200.00, before CN¥100.00.",
        "Risk Staff leave: high (16 points); before: not high (12 points).",
        "Risk Late: closed; before: high (20 points).",
        "Corrective actions verified at a visit: 5, before 3.",
    ]


def test_what_a_person_may_not_see_on_either_day_is_not_told() -> None:
    assert differences(Picture(APRIL), Picture(MAY, funds=Funds("CNY", 1, 1), verified_actions=4)) == []


values = st.integers(0, 1000).map(lambda tenths: tenths / 10)
limits = st.builds(lambda centre, reach: Limits(centre, centre - reach, centre + reach), values, st.integers(1, 20))


def pictures(on: date) -> st.SearchStrategy[Picture]:
    """Whatever may have been known at the end of a day."""
    days = st.dates(date(2026, 1, 1), on)
    courses = st.builds(
        Course,
        name=st.just("Satisfaction"),
        unit=st.just(Unit.SCORE),
        value=st.none() | values,
        limits=st.none() | limits,
        kind=st.sampled_from(Kind),
        since=st.none() | days,
        met=st.booleans(),
        assurance=st.none() | st.sampled_from(Assurance),
        due=st.dictionaries(days, st.builds(Due, values, values, st.booleans()), max_size=1),
    )
    return st.builds(
        Picture,
        on=st.just(on),
        courses=st.dictionaries(st.just("csi"), courses),
        reported=st.dictionaries(
            st.just(("csi", "", APRIL)), values.map(lambda value: Reported("CSI", Unit.SCORE, "", APRIL, value))
        ),
        gates=st.dictionaries(st.just("G-1"), st.tuples(st.just("Gate"), st.sampled_from([None, "go", "hold"]))),
        funds=st.none() | st.builds(Funds, st.just("CNY"), st.integers(0, 9), st.none() | st.integers(0, 9)),
        threats=st.dictionaries(
            st.just("R-1"), st.builds(Threat, st.just("Late"), st.integers(1, 25), st.booleans(), st.booleans())
        ),
        verified_actions=st.none() | st.integers(0, 9),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@given(pictures(APRIL), pictures(MAY))
def test_the_other_way_round_the_changes_mirror_and_each_has_its_words(language: str, before: Picture, after: Picture) -> None:
    there, back = differences(before, after), differences(after, before)
    assert back == [mirrored(change) for change in there]
    assert differences(before, before) == []
    with speaking(language):
        assert change_sentences(there) == change_sentences(differences(before, after))
        assert all(sentence.strip() for sentence in change_sentences(there) + change_sentences(back))
