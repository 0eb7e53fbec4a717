from datetime import UTC, date, datetime, timedelta

import pytest

from audits.visits.rules import Flag, filled_in_between, flags, lease_hash, new_lease, payload_hash, receipt_of

ID = "0198f0a0-0000-7000-8000-000000000001"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_hash_does_not_depend_on_order_or_on_empty_answers() -> None:
    one = payload_hash(ID, {"a": "yes", "b": 5}, {"a": ["x", "y"]})
    other = payload_hash(ID, {"b": 5.0, "a": "yes", "c": None, "d": ""}, {"a": ["y", "x"], "b": []})
    assert one == other


@pytest.mark.parametrize(
    "other",
    [
        (ID[:-1] + "2", {"a": "yes"}, {}),
        (ID, {"a": "no"}, {}),
        (ID, {"a": ["yes"]}, {}),
        (ID, {"a": "yes"}, {"a": ["x"]}),
        (ID, {"b": "yes"}, {}),
    ],
)
def test_other_content_has_another_hash(other: tuple[str, dict[str, object], dict[str, list[str]]]) -> None:
    assert payload_hash(*other) != payload_hash(ID, {"a": "yes"}, {})


def test_a_receipt_is_the_start_of_the_hash_in_groups() -> None:
    assert receipt_of("3f2a91bcd07e" + "0" * 52) == "3F2A-91BC-D07E"


def test_leases_differ_and_are_stored_as_hashes() -> None:
    assert new_lease() != new_lease()
    assert lease_hash("token") != "token"
    assert len(lease_hash("\ud800")) == 64  # an address may hold anything


def said(**odd: object) -> list[Flag]:
    usual = {
        "opened_at": NOON,
        "received_at": NOON + timedelta(minutes=20),
        "claimed_at": None,
        "visit_from": date(2026, 3, 1),
        "due_on": date(2026, 3, 14),
        "zone": "Asia/Shanghai",
        "answered": 40,
    }
    return flags(**{**usual, **odd})  # type: ignore[arg-type]


def test_an_ordinary_submission_has_no_flag() -> None:
    assert said() == []


def test_times_that_are_odd_are_flagged_for_the_reviewer() -> None:
    assert said(visit_from=date(2026, 3, 3)) == [Flag.BEFORE_WINDOW]
    assert said(due_on=date(2026, 3, 1)) == [Flag.AFTER_DUE]
    assert said(claimed_at=NOON - timedelta(hours=2)) == [Flag.CLOCK_SKEW]
    assert said(received_at=NOON + timedelta(seconds=119)) == [Flag.VERY_FAST]


def test_days_are_those_of_the_shoppers_zone() -> None:
    late = datetime(2026, 3, 14, 17, tzinfo=UTC)  # already the 15th in Shanghai
    assert said(opened_at=late - timedelta(hours=1), received_at=late) == [Flag.AFTER_DUE]
    assert said(opened_at=late - timedelta(hours=1), received_at=late, zone="UTC") == []


BY_THEN = NOON + timedelta(hours=3)
KEPT = {
    "opened_at": BY_THEN,
    "received_at": BY_THEN + timedelta(seconds=9),
    "first_claim": NOON,
    "claimed_at": NOON + timedelta(minutes=25),
}


def test_a_visit_that_a_phone_kept_for_hours_is_neither_fast_nor_on_a_wrong_clock() -> None:
    """Opened, answered and submitted within seconds by the server's clock, because it all arrived at once."""
    assert said(**KEPT, sent_at=BY_THEN) == []
    assert filled_in_between(**KEPT, sent_at=BY_THEN) == (NOON + timedelta(seconds=9), KEPT["claimed_at"] + timedelta(seconds=9))


def test_a_phone_whose_clock_is_wrong_when_it_sends_is_not_believed() -> None:
    wrong = BY_THEN - timedelta(hours=2)
    assert said(**KEPT, sent_at=wrong) == [Flag.CLOCK_SKEW, Flag.VERY_FAST]
    assert filled_in_between(**KEPT, sent_at=wrong) == (KEPT["opened_at"], KEPT["received_at"])


def test_a_phone_that_kept_a_visit_filled_in_in_seconds_is_told() -> None:
    assert said(**{**KEPT, "claimed_at": NOON + timedelta(seconds=20)}, sent_at=BY_THEN) == [Flag.VERY_FAST]
