from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rubrics.forms import missing_items, read_template
from results.example import rules
from results.example.actions.answers import answer, photographed
from results.example.actions.filling import RUBRICS
from results.example.places import dice, people, stores


def test_stores_have_names_in_both_languages_and_codes_of_their_own() -> None:
    assert len({store.code for store in stores()}) == len({store.chinese for store in stores()}) == 120
    assert Counter(store.area for store in stores()) == {"EAST": 40, "CENTRAL": 40, "SOUTHWEST": 40}


def test_thirty_people_have_names_of_their_own() -> None:
    assert len({person.user_name for person in people()}) == len({person.display_name for person in people()}) == 30


def test_the_same_dice_fall_the_same() -> None:
    assert dice("a").random() == dice("a").random() != dice("b").random()


def test_the_audits_of_the_months_add_up() -> None:
    assert sum(rules.audits_of(month) for month in rules.months()) == rules.AUDITS
    assert [rules.quarter(month) for month in rules.months()] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_only_the_shifted_indicator_jumps() -> None:
    before, after = (rules.level(rules.STORIES[rules.SHIFTED], month) for month in (rules.SHIFT_MONTH - 1, rules.SHIFT_MONTH))
    assert after - before == rules.SHIFT
    assert [code for code, story in rules.STORIES.items() if story.shift] == [rules.SHIFTED]


@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from(list(rules.months())), st.booleans())
def test_a_chance_is_a_chance(difficulty: float, quality: float, month: int, critical: bool) -> None:
    assert 0 < rules.chance(difficulty, quality, month, critical) < 1


@pytest.mark.parametrize("name", ["phone_call", "chat"])
@pytest.mark.parametrize("quality", [-0.4, 0, 0.4])
def test_the_examples_rubrics_are_answered_in_full(name: str, quality: float) -> None:
    path = RUBRICS / f"{name}.yaml"
    rubric = read_template(path.read_text("utf-8"), path.name)
    for throw in range(20):
        answers = answer(rubric, quality, 1, dice(str(throw)))
        assert missing_items(rubric, answers, dict.fromkeys(photographed(rubric, answers), 1)) == []
