"""Exports of ODK Central and KoboToolbox as checked answers: tables in the test, as those systems write them."""

from copy import deepcopy
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from audits.rubrics.forms import ItemKind, RubricText, load_template, read_snapshot, template_codes
from audits.rubrics.workbook.outline import read_form
from audits.rubrics.workbook.writing import write_form
from audits.visits.forms import CollectedFile, CollectedRow
from audits.visits.workbook import given_file, header_of, read_collected, usual_store_column
from audits.visits.workbook.collected import submission_id
from audits.visits.workbook.columns import match_columns
from tests.factories.audits import SNAPSHOT, both
from tracker.core import clock
from tracker.core.words import problem_sentence, speaking

FIRST = "b2cf9bbe-1c2f-4b0e-9d61-0a6f9f2f3c11"
SECOND = "b2cf9bbe-1c2f-4b0e-9d61-0a6f9f2f3c22"
KOBO = f"""start,end,store,greeting/greeted,greeting/seconds,greeting/smile,facilities/clean,facilities/seen,\
facilities/seen/price,facilities/seen/signs,facilities/seen/queue,facilities/remarks,facilities/front,__version__,\
meta/instanceID,_id,_uuid,_submission_time
2026-03-02T10:00:00.000+08:00,2026-03-02T10:20:00.000+08:00,S1,yes,12,yes,yes,price signs,1,1,0,All well,a.jpg,v1,uuid:{FIRST},1,\
{FIRST},2026-03-02T02:21:00
2026-03-03T10:00:00.000+08:00,2026-03-03T10:20:00.000+08:00,S1,no,,no,na,,0,0,0,,,v1,uuid:{SECOND},2,{SECOND},2026-03-03T02:21:00
"""
CENTRAL = f"""SubmissionDate,start,end,store,greeting-greeted,greeting-seconds,greeting-smile,facilities-clean,facilities-seen,\
facilities-seen/price,facilities-seen/signs,facilities-seen/queue,facilities-remarks,facilities-front,meta-instanceID,KEY,SubmitterName
2026-03-02T02:21:00.000Z,2026-03-02T10:00:00.000+08:00,2026-03-02T10:20:00.000+08:00,S1,yes,12,yes,yes,price signs,1,1,0,\
All well,a.jpg,uuid:{FIRST},uuid:{FIRST},Ann
2026-03-03T02:21:00.000Z,2026-03-03T10:00:00.000+08:00,2026-03-03T10:20:00.000+08:00,S1,no,,no,na,,0,0,0,,,uuid:{SECOND},uuid:{SECOND},Ann
"""
BARE = f"""today,store,greeted,seconds,smile,clean,price,remarks,instanceID
2026-03-02,S1,yes,12,yes,yes,,All well,{FIRST}
"""
ANSWERS = {"greeted": "yes", "seconds": 12, "smile": "yes", "clean": "yes", "seen": ["price", "signs"], "remarks": "All well"}


def rubric(snapshot: dict = SNAPSHOT) -> RubricText:
    return read_snapshot(snapshot)


def read(text: str | bytes, *, form: RubricText | None = None, store: str = "store") -> CollectedFile:
    data = text if isinstance(text, bytes) else text.encode()
    return read_collected(given_file(data, "export.csv"), form or rubric(), store_column=store)


def rows(text: str | bytes, **more: object) -> list[CollectedRow]:
    file = read(text, **more)  # type: ignore[arg-type]
    assert [problem_sentence(problem) for problem in file.problems] == []
    return list(file.rows)


def sentences(text: str, **more: object) -> list[str]:
    return [problem_sentence(problem) for problem in read(text, **more).problems]  # type: ignore[arg-type]


@pytest.mark.parametrize("export", [KOBO, CENTRAL, b"\xef\xbb\xbf" + KOBO.encode()], ids=["kobo", "central", "with a mark"])
def test_an_export_gives_the_answers_as_the_form_would(export: str | bytes) -> None:
    first, second = rows(export)
    assert (first.submission_id, second.submission_id) == (UUID(FIRST), UUID(SECOND))
    assert first.answers == ANSWERS
    assert second.answers == {"greeted": "no", "smile": "no", "clean": "na"}
    assert (first.store_code, first.visited) == ("S1", datetime(2026, 3, 2, 2, 20, tzinfo=UTC))
    assert first.begun == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_columns_may_stand_without_their_groups_or_behind_others() -> None:
    (bare,) = rows(BARE)
    assert bare.answers == {code: value for code, value in ANSWERS.items() if code != "seen"}
    assert bare.visited == date(2026, 3, 2)
    (wrapped,) = rows(BARE.replace("greeted", "visit/first/greeted").replace("clean", "visit-second-clean"))
    assert wrapped.answers == bare.answers


@pytest.mark.parametrize(("ticked", "empty"), [("1", "0"), ("TRUE", "FALSE"), ("True", "")])
@pytest.mark.parametrize("separator", ["/", "-"])
def test_a_multiple_choice_may_be_split_into_its_options_alone(ticked: str, empty: str, separator: str) -> None:
    names = ",".join(f"seen{separator}{option}" for option in ("price", "signs", "queue"))
    (row,) = rows(f"instanceID,today,store,{names}\n{FIRST},2026-03-02,S1,{ticked},{empty},{ticked}\n")
    assert row.answers == {"seen": ["price", "queue"]}
    (none,) = rows(f"instanceID,today,store,{names}\n{FIRST},2026-03-02,S1,{empty},{empty},{empty}\n")
    assert none.answers == {}


def test_what_is_not_taken_in_is_said() -> None:
    file = read(KOBO.replace("start,end,store", "start,end,store,interviewer").replace(",S1,", ",S1,Ann,"))
    assert file.unknown == ("interviewer",)
    assert set(file.unused) == {
        *("start", "end", "facilities/front", "__version__", "meta/instanceID", "_id", "_uuid", "_submission_time"),
    }
    assert read(BARE).unasked == ("seen",)
    assert read(BARE).unknown == ("price",)


def form_with(**names: str) -> RubricText:
    """The small rubric as if it came from a form in which these items have other names."""
    snapshot = deepcopy(SNAPSHOT)
    for section in snapshot["sections"]:
        for item in section["items"]:
            if item["code"] in names:
                item["source"] = {"name": names[item["code"]]}
    return rubric(snapshot)


def test_the_name_in_the_form_counts_where_it_is_not_the_code() -> None:
    (row,) = rows(BARE.replace("seconds", "How.long_1"), form=form_with(seconds="How.long_1"))
    assert row.answers["seconds"] == 12


def test_names_that_repeat_are_told_apart_by_their_groups() -> None:
    form = form_with(smile="ok", clean="ok")
    (row,) = rows(f"KEY,end,store,greeting/ok,facilities-ok\nuuid:{FIRST},2026-03-02,S1,yes,no\n", form=form)
    assert row.answers == {"smile": "yes", "clean": "no"}
    (said,) = sentences(f"KEY,end,store,ok\nuuid:{FIRST},2026-03-02,S1,yes\n", form=form)
    assert said == (
        "export, row 1, ok: More than one item has this name. Export the file with group names. "
        "The items are: greeting/ok, facilities/ok."
    )


def test_a_place_split_into_columns_is_one_answer_and_dates_and_times_are_read() -> None:
    snapshot = deepcopy(SNAPSHOT)
    more = [{"code": kind, "kind": kind, "label": both(kind, "项")} for kind in ("location", "date", "time", "datetime")]
    snapshot["sections"][1]["items"] += more
    places = ",".join(f"facilities-location-{part}" for part in ("Latitude", "Longitude", "Accuracy"))
    head = f"instanceID,today,store,{places},date,time,datetime"
    line = f"{FIRST},2026-03-02,S1,48.2082,16.3738,5,2026-03-01,14:05:00.000+08:00,2026-03-01T14:05:00.000+08:00"
    (row,) = rows(f"{head}\n{line}\n", form=rubric(snapshot))
    assert row.answers["location"] == "48.2082 16.3738 5"
    assert (row.answers["date"], row.answers["time"]) == ("2026-03-01", "14:05:00.000+08:00")


def test_the_same_id_always_becomes_the_same_key() -> None:
    assert submission_id(f"uuid:{FIRST}") == submission_id(FIRST) == UUID(FIRST)
    assert submission_id("form-17") == submission_id("form-17") != submission_id("form-18")


def test_a_note_stands_in_a_column_named_after_its_item() -> None:
    (row,) = rows(f"instanceID,today,store,greeting/greeted,greeting/greeted.note\n{FIRST},2026-03-02,S1,no,Nobody came\n")
    assert row.answers == {"greeted": "no", "greeted.note": "Nobody came"}


@pytest.mark.parametrize("separator", ["/", "-"])
@pytest.mark.parametrize("code", template_codes())
def test_every_question_of_a_form_made_of_a_rubric_finds_its_item_and_notes_their_answer(code: str, separator: str) -> None:
    form = load_template(code)
    asked = [row for row in read_form(write_form(form), "form.xlsx").outline if not row.type.endswith("_group")]
    header = [separator.join([*row.path, row.name]) for row in asked]
    columns = match_columns(header, form, besides=[], sheet="export")
    assert (columns.unknown, columns.problems) == ((), ())
    assert {target.code for target in columns.targets.values() if not target.is_note} == {
        item.code for item in form.all_items() if item.kind is not ItemKind.PHOTO
    }
    assert {target.code for target in columns.targets.values() if target.is_note} == {
        item.code for item in form.all_items() if item.evidence.note
    }


def test_all_problems_of_a_file_come_at_once_each_with_its_cell_and_its_mend() -> None:
    text = f"""instanceID,today,store,greeted,seconds,smile,seen,seen/price,remarks
{FIRST},2026-03-02,S1,maybe,soon,yes,price umbrella,1,
{SECOND},2026-13-02,,yes,1e9,yes,,2,{"x" * 2001}
,2026-03-02,S1,yes,12,yes,,,
{FIRST},,S1,yes,#N/A,yes,,,,stray
"""
    assert sentences(text) == [
        "export, row 2, greeted: 'maybe' is not an answer here. Write one of: yes, no, na.",
        "export, row 2, seconds: Write a number, without unit and without thousands separators; it says 'soon'.",
        "export, row 2, seen: 'umbrella' is not an answer here. Write one of: price, signs, queue.",
        "export, row 3, store: Write the store's code.",
        "export, row 3, today: Write a date as 2026-03-01, or a time as 2026-03-01T14:05:00+08:00; it says '2026-13-02'.",
        *(sentence for sentence in sentences(text) if "row 3, seconds" in sentence),
        "export, row 3, seen/price: Write 1 or TRUE for ticked, 0 or FALSE for not; it says '2'.",
        *(sentence for sentence in sentences(text) if "row 3, remarks" in sentence),
        "export, row 4, instanceID: The submission has no id. Export it again, or delete the row.",
        "export, row 5, today: The row has no date. Fill in one of these columns.",
        *(sentence for sentence in sentences(text) if "row 5, seconds" in sentence),
        "export, row 5, J: This cell has no header above it; it says 'stray'. Delete it or give its column a header.",
    ]
    assert len(sentences(text)) == 12
    english = sentences(text)
    with speaking("zh_CN"):
        assert not set(english) & set(sentences(text))


def test_the_same_submission_twice_in_a_file_counts_once_but_not_with_other_answers() -> None:
    line = BARE.splitlines()[1]
    assert len(rows(BARE + line + "\n")) == 1
    assert sentences(BARE + line.replace("yes,12", "no,12") + "\n") == [
        "export, row 3, instanceID: Row 2 has the same id and other answers. Delete the one that does not count."
    ]


def test_a_date_still_to_come_is_refused() -> None:
    with clock.standing_at(datetime(2026, 3, 1, tzinfo=UTC)):
        assert rows(BARE)  # a phone's clock, and other zones, may be a day ahead
    with clock.standing_at(datetime(2026, 2, 27, tzinfo=UTC)):
        assert ["still to come" in sentence for sentence in sentences(BARE)] == [True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b,store,today,instanceID\n1,2,S1,2026-03-02,x\n", "No column is an item"),
        ("greeted,today,instanceID\nyes,2026-03-02,x\n", "This column is not in the file"),
        ("greeted,store,today\nyes,S1,2026-03-02\n", "No column identifies the submissions"),
        ("greeted,store,instanceID\nyes,S1,x\n", "No column dates the submissions"),
        ("greeted,greeting/greeted,store,today,instanceID\nyes,yes,S1,2026-03-02,x\n", "says the same as 'greeted'"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_what_it_lacks(text: str, sentence: str) -> None:
    (said,) = sentences(text)
    assert sentence in said
    assert said.startswith("export, row 1")


def test_an_empty_file_stores_nothing_and_is_no_crash() -> None:
    assert read("greeted,store,today,instanceID\n").rows == ()


def test_the_column_of_stores_is_guessed_from_its_name() -> None:
    assert usual_store_column(header_of(given_file(KOBO.encode(), "x.csv").sheet)) == "store"
    assert usual_store_column(["a", "visit/store_code"]) == "visit/store_code"
    assert usual_store_column(["a"]) is None
