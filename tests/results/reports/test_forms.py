"""The document: its hash, what is left out of it for a reader, and what a correction says of itself."""

import json

from results.reports.forms import Number, read_document, sha256_of, without_money, written
from results.reports.queries.differences import MOST_TOLD, differences
from tests.results.reports.sample import sample, told_in
from tracker.core.words import speaking


def test_a_document_that_was_stored_as_json_is_the_same_and_has_the_same_hash() -> None:
    document = sample()
    stored = json.loads(json.dumps(written(document), sort_keys=True))  # as a database that sorts the names gives it back
    assert read_document(stored) == document
    assert sha256_of(read_document(stored)) == sha256_of(document)


def test_one_changed_digit_changes_the_hash() -> None:
    stored = json.loads(json.dumps(written(sample())).replace("86.125", "86.126"))
    assert sha256_of(read_document(stored)) != sha256_of(sample())


def test_whoever_may_not_see_money_gets_no_amount_in_any_part() -> None:
    kept = without_money(sample())
    for told in kept.told.values():
        (part,) = told.parts
        assert (part.tables, part.money_sentences) == ((), ())
        assert part.charts == sample().told["en" if told.title == "Report" else "zh_CN"].parts[0].charts


def test_a_correction_names_each_cell_that_differs() -> None:
    before = told_in("en")
    chart = before.parts[0].charts[0]
    rows = chart.table.rows
    changed = (*rows[:-1], (rows[-1][0], Number(value=85.0, shown="85.0"), rows[-1][2]))
    table = chart.table.model_copy(update={"rows": changed[1:]})
    part = before.parts[0].model_copy(update={"charts": (chart.model_copy(update={"table": table}),)})
    after = before.model_copy(update={"parts": (part, *before.parts[1:])})
    told = differences(before, after)
    assert told == (
        "Indicators · Satisfaction: 2026-03-31 is no longer there",
        "Indicators · Satisfaction, 2026-05-31, Value: 86.1 → 85.0",
    )
    assert differences(after, before)[-1].endswith("2026-03-31 is new")


def test_a_correction_without_a_changed_number_says_so_in_both_languages() -> None:
    assert differences(told_in("en"), told_in("en")) == ("No number differs.",)
    with speaking("zh_CN"):
        assert differences(told_in("zh_CN"), told_in("zh_CN")) == ("数字没有变化。",)


def test_of_many_differences_the_first_are_told_and_the_others_counted() -> None:
    told = told_in("en")
    long = (
        told.parts[0]
        .tables[0]
        .model_copy(update={"money": False, "rows": tuple((f"Row {n}", "1") for n in range(MOST_TOLD + 3))})
    )
    after = told.model_copy(update={"parts": (told.parts[0].model_copy(update={"tables": (long,)}),)})
    assert differences(told, after)[-1] == "and 3 more differences"
