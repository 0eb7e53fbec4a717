"""How a checklist is cut into screens."""

from hypothesis import given
from hypothesis import strategies as st

from audits.rubrics.rules import ITEMS_PER_SCREEN, screens_of


@given(st.lists(st.integers(min_value=0, max_value=60), max_size=8))
def test_screens_hold_every_item_once_in_order_and_at_most_eight(lengths: list[int]) -> None:
    sections = [(f"s{n}", [f"{n}.{item}" for item in range(length)]) for n, length in enumerate(lengths)]
    screens = screens_of(sections)
    assert [item for _, items in screens for item in items] == [item for _, items in sections for item in items]
    assert all(1 <= len(items) <= ITEMS_PER_SCREEN for _, items in screens)


def test_a_section_of_nine_is_cut_evenly() -> None:
    assert [len(items) for _, items in screens_of([("s", list(range(9)))])] == [4, 5]
