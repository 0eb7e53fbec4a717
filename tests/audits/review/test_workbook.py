"""All versions of a rubric in one table without shifting a column, and the score that is the same number everywhere."""

import json
from csv import reader
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.__main__ import main
from audits.review.actions import release_audits
from audits.review.models import AuditScore
from audits.review.queries import approved_audits, audit
from audits.review.queries.approved import AuditTable, audit_table, compared
from audits.review.rules import OtherRules
from audits.review.workbook import audits_sheet, columns_of, items_sheet, table_csv, table_workbook
from audits.rubrics.forms import RubricText, read_snapshot, score_answers, to_scoring, visible_items
from audits.rubrics.models import RubricVersion
from audits.scoring.items import Item
from audits.visits.actions.given import latest_answers
from tests.audits.app import opened
from tests.audits.review.approved import approve_one, asked, next_version
from tests.factories.audits import FULL, Visit
from tests.factories.people import new_actor, new_region
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed
from tracker.core.words import say, speaking
from tracker.core.workbooks import read_workbook
from tracker.people.rules import Actor, Role

THIRDS = {**FULL, "seen": ["price"], "clean": "na"}  # 5 of 7: a percent that no decimal ends


def table_of(visit: Visit, by: Actor | None = None) -> AuditTable:
    with reading() as session:
        return audit_table(session, asked=asked(visit), by=by or visit.lead)


def cells(table: AuditTable) -> list[dict[str, Any]]:
    sheet = audits_sheet(table)
    assert all(len(row) == len(sheet.header) for row in sheet.rows)
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]


def with_two_versions(visit: Visit) -> None:
    """One audit with each version."""
    approve_one(visit, FULL)
    newer = {"greeted": "yes", "seconds": 40, "clean": "yes", "seen": ["map"], "remarks": "New"}
    approve_one(visit, newer, version_id=next_version(visit))


def test_items_of_all_versions_have_their_own_column_the_newest_order_first(visit):
    with_two_versions(visit)
    table = table_of(visit)
    assert list(columns_of(table.rubrics)) == ["greeted", "seconds", "clean", "seen", "remarks", "smile"]
    new, old = sorted(cells(table), key=lambda row: -row["Version"])
    assert (new["Version"], old["Version"]) == (2, 1)
    assert (new["smile"], old["smile"]) == (None, "Yes")
    assert (new["seconds"], old["seconds"]) == (40, 12)
    assert (new["seen"], old["seen"]) == ("A map", "Price tags, Signs")
    assert (new["remarks"], old["remarks"]) == ("New", "All well")


def test_labels_are_in_the_readers_language_and_codes_in_none(visit):
    approve_one(visit, {**FULL, "greeted": "no", "greeted.note": "Nobody came"})
    with speaking("zh_CN"):
        (row,) = cells(table_of(visit))
        assert row["greeted"] == "否"
        assert row["门店编码"]
        assert items_sheet(table_of(visit)).rows[0][:2] == ["greeted", "是否有人迎接您？"]
    (row,) = cells(table_of(visit))
    assert (row["greeted"], row["greeted.note"], row["Critical items failed"]) == ("No", "Nobody came", "greeted")
    assert row["seconds"] is None  # hidden: its old answer counts for nothing


def test_scores_keep_their_digits_and_show_as_everywhere(visit):
    approve_one(visit, THIRDS)
    (row,) = cells(table_of(visit))
    assert (row["Earned"], row["Possible"], row["Percent as shown"]) == (5, 7, "71.43")
    assert row["Percent"] == pytest.approx(100 * 5 / 7, rel=1e-15)
    assert (row["Result"], row["Band"]) == (say("review.failed"), "poor")


def test_the_visitor_stays_unknown_to_who_may_not_know(visit):
    key = approve_one(visit, FULL)
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        release_audits(session, submission_ids=[key], by=visit.lead)
    (named,), (unnamed,) = cells(table_of(visit)), cells(table_of(visit, manager))
    assert named["Audit"] == str(key)
    assert named["Visitor"] == visit.shopper.display_name
    assert not {"Audit", "Visitor", "Visited on"} & set(unnamed)
    assert unnamed["Week of"].weekday() == 0
    assert visit.shopper.display_name not in table_csv(table_of(visit, manager)).decode("utf-8-sig")
    assert str(key) not in table_csv(table_of(visit, manager)).decode("utf-8-sig")


def test_only_audits_within_reach_are_in_the_table(visit):
    approve_one(visit, FULL)
    with writing() as session:
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
        shopper = new_actor(session, Role.MYSTERY_SHOPPER)
    assert table_of(visit, elsewhere).rows == ()
    with pytest.raises(NotAllowed):
        table_of(visit, shopper)


def test_both_files_hold_the_same_rows(visit):
    with_two_versions(visit)
    table = table_of(visit)
    book = read_workbook(table_workbook(table), "audits.xlsx")
    assert [sheet.name for sheet in book] == ["Audits", "Items"]
    written = list(reader(StringIO(table_csv(table).decode("utf-8-sig"))))
    assert len(book[0].rows) == len(written) == 3
    assert written[0] == book[0].rows[0] == audits_sheet(table).header


def test_the_page_offers_the_table(visit):
    approve_one(visit, FULL)
    page = opened(visit.lead, "audits/what_if")
    assert [button.label for button in page.get("download_button")] == ["Download as a workbook", "Download as CSV"]


# One number


def document(rubric: RubricText, answers: dict[str, Any]) -> dict[str, Any]:
    """The audit as the command line takes it."""
    sections = [
        {"name": section.name, "weight": float(section.weight), "items": [_item(rubric, item) for item in section.items]}
        for section in to_scoring(rubric, answers)
    ]
    shown = visible_items(rubric, answers)
    for section in sections:
        section["items"] = [item for item in section["items"] if item["id"] in shown]
    return {"policy": {name: value for name, value in rubric.policy.items() if value is not None}, "sections": sections}


def _item(rubric: RubricText, item: Item) -> dict[str, Any]:
    said: dict[str, Any] = {"id": item.id, "kind": item.kind.value, "weight": float(item.weight), "critical": item.critical}
    said["bonus"] = item.bonus
    if item.options:
        said["options"] = [
            {"name": one.name, "points": float(one.points), "not_applicable": one.not_applicable, "fail": one.fail}
            for one in item.options
        ]
    if item.bands:
        said["bands"] = [
            {"points": float(band.points)}
            | ({} if band.start is None else {"from": float(band.start)})
            | ({} if band.below is None else {"below": float(band.below)})
            for band in item.bands
        ]
    answer = item.answer
    said["answer"] = list(answer) if isinstance(answer, tuple) else answer if isinstance(answer, str | None) else float(answer)
    return said


@pytest.mark.parametrize("answers", [FULL, THIRDS, {**FULL, "greeted": "no", "greeted.note": "Nobody came"}])
def test_one_audit_has_one_number_wherever_it_is_shown(visit, answers, tmp_path, capsys):
    key: UUID = approve_one(visit, answers)
    with writing() as session:
        reviewer = new_actor(session, Role.REVIEWER)
    with reading() as session:
        frozen = session.execute(select(AuditScore.percent, AuditScore.passed, AuditScore.result)).one()
        rubric = read_snapshot(session.get_one(RubricVersion, visit.version_id).snapshot)
        stored = latest_answers(session, key)
        in_review = audit(session, submission_id=key, by=reviewer)
        listed = approved_audits(session, by=visit.lead)[0]
        tried = compared(session, asked=asked(visit), under=OtherRules(policy=rubric.scoring_policy), by=visit.lead)
    previewed = score_answers(rubric, stored)
    file = tmp_path / "audit.json"
    file.write_text(json.dumps(document(rubric, stored)), encoding="utf-8")
    assert main(["score", str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    (row,) = cells(table_of(visit))
    shown = {
        previewed.shown_percent,
        in_review.score["shown_percent"],
        frozen.result["shown_percent"],
        printed["shown_percent"],
        row["Percent as shown"],
    }
    assert len(shown) == 1
    exact = {
        float(previewed.percent),
        listed.percent,
        frozen.percent,
        printed["percent"],
        row["Percent"],
        tried.found.before.mean,
    }
    assert len(exact) == 1
    assert tried.found.changed_percent == 0
    assert printed["passed"] == frozen.passed == previewed.passed
