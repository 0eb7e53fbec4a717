from tracker.core.screens import with_rows

ROWS = {"way": [{"from": 82, "to": 85}]}


def test_a_named_dataset_stands_where_it_is_used():
    spec = {"layer": [{"data": {"name": "way"}, "mark": "bar"}, {"mark": "rule"}]}
    assert with_rows(spec, ROWS) == {"layer": [{"data": {"values": ROWS["way"]}, "mark": "bar"}, {"mark": "rule"}]}


def test_other_names_stay_as_they_are():
    spec = {"params": [{"name": "way", "select": "point"}], "data": {"name": "unknown"}, "title": "way"}
    assert with_rows(spec, ROWS) == spec
