from datetime import UTC, date, datetime

import pytest

from tracker.core import words
from tracker.core.refusals import Problem, Refusal
from tracker.core.words import Label, best_language, problem_sentence, refusal_sentence, say, speaking


def test_a_sentence_is_said_in_the_language_spoken():
    assert say("core.yes") == "Yes"
    with speaking("zh_CN"):
        assert say("core.yes") == "是"
    assert say("core.yes") == "Yes"


def test_a_language_nobody_speaks_here_becomes_english():
    words.speak("fr")
    assert words.language() == "en"
    words.speak("zh_CN", "Asia/Shanghai")
    assert words.language() == "zh_CN"
    words.speak("en")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("zh-TW", "zh_CN"),
        ("ZH", "zh_CN"),
        ("en-GB,zh;q=0.5", "en"),
        ("de-DE,zh;q=0.5", "zh_CN"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
        ("zh_CN.UTF-8", "zh_CN"),
        (";;,,", "en"),
    ],
)
def test_the_first_language_of_the_browser_that_is_spoken_here(accepted, language):
    assert best_language(accepted) == language


def test_a_label_falls_back_to_the_other_language():
    assert str(Label("Store", "门店")) == "Store"
    assert str(Label("", "门店")) == "门店"
    with speaking("zh_CN"):
        assert str(Label("Store", "门店")) == "门店"
        assert str(Label("Store")) == "Store"


def test_an_edited_label_keeps_the_other_language():
    assert Label("Store", "门店").with_text("Shop") == Label("Shop", "门店")
    with speaking("zh_CN"):
        assert Label("Store", "门店").with_text("商店") == Label("Store", "商店")


def test_dates_numbers_and_shares_follow_the_language():
    assert words.day(date(2026, 3, 1)) == "Mar 1, 2026"
    assert words.month(date(2026, 3, 1)) == "Mar 2026"
    assert words.number(1234.5) == "1,234.5"
    assert words.number(1234.5, 0) in ("1,234", "1,235")
    assert words.number(2, 2) == "2.00"
    assert words.percent(87.54) == "87.5%"
    assert words.percent(87.54, 0) == "88%"
    with speaking("zh_CN"):
        assert words.day(date(2026, 3, 1)) == "2026年3月1日"
        assert words.month(date(2026, 3, 1)) == "2026年3月"
        assert words.percent(87.54) == "87.5%"


def test_money_is_kept_in_hundredths():
    assert words.money(123_456, "CNY") == "CN¥1,234.56"
    with speaking("zh_CN"):
        assert words.money(123_456, "CNY") == "¥1,234.56"


def test_a_moment_is_shown_where_the_person_is():
    late = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    with speaking("en", "Asia/Shanghai"):
        assert words.moment(late).startswith("Jan 1, 2027")
    with speaking("zh_CN", "UTC"):
        assert words.moment(late).startswith("2026年12月31日")


def test_facts_in_a_sentence_are_shown_by_language():
    assert words.show(True) == "Yes"
    assert words.show(date(2026, 3, 1)) == "Mar 1, 2026"
    assert words.show(12345) == "12,345"
    assert words.show(Label("Store", "门店")) == "Store"
    with speaking("zh_CN"):
        assert words.show(False) == "否"
        assert words.show(date(2026, 3, 1)) == "2026年3月1日"
        assert words.show(Label("Store", "门店")) == "门店"


def test_a_fact_with_braces_is_shown_as_it_is():
    assert "{row}" in say("core.placed", place="{row}", what="{0}")


def test_a_refusal_is_a_sentence():
    assert refusal_sentence(Refusal("core.problems", n=1234)).count("1,234") == 1


def test_a_problem_says_where_what_and_what_to_do():
    problem = Problem("core.command_settings", "Milestones", 12, "Due on")
    assert problem_sentence(problem) == "Milestones, row 12, Due on: " + say("core.command_settings")
    assert problem_sentence(Problem("core.yes", "Milestones")) == "Milestones: Yes"
    assert problem_sentence(Problem("core.yes")) == "Yes"
    with speaking("zh_CN"):
        assert problem_sentence(Problem("core.yes", "里程碑", 1234, "截止日期")) == "里程碑，第 1234 行，截止日期：是"


def test_the_language_of_the_page_is_written_as_html_wants_it():
    assert words.html_language() == "en"
    with speaking("zh_CN"):
        assert words.html_language().startswith("zh")
