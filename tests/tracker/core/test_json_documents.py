"""JSON of scripts: read strictly, written with every digit."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.json_documents import number, read_json, text, written
from tracker.core.refusals import Refusal

values = st.recursive(
    st.none() | st.booleans() | st.text() | st.decimals(-(10**9), 10**9, places=9),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), values))
def test_what_was_written_is_read_with_every_digit(document: dict[str, object]) -> None:
    assert read_json(written(document)) == document


def test_what_the_json_module_can_write_is_written_as_it_writes_it() -> None:
    document = {"a": [1, 2.5, None, True, "\u4e2d"], "b": {}}
    assert written(document) == json.dumps(document)
    assert written(document | {"c": Decimal("0.1")}) == json.dumps(document)[:-1] + ', "c": 0.1}'


@pytest.mark.parametrize("document", ["", "[]", "1", "{", '{"a": 1, "a": 2}', "[" * 100_000, '{"a": 1e99999999999999999999}'])
def test_what_is_no_object_or_names_a_field_twice_is_refused(document: str) -> None:
    with pytest.raises(Refusal):
        read_json(document)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_is_no_number_is_refused_by_the_reader_of_its_field(constant: str) -> None:
    given_value = read_json(f'{{"a": {constant}}}')["a"]
    for read in (number, text):
        with pytest.raises(Refusal) as refused:
            read(given_value, "a")
        assert refused.value.facts == {"place": "a", "text": constant}
