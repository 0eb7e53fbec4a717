from datetime import UTC, datetime

import pytest

from results.__main__ import main
from results.example.queries import is_example
from tests.conftest import Database
from tracker.core.clock import standing_at
from tracker.core.db import reading


def test_the_command_fills_refuses_twice_and_removes(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """On the first minute of a month, when the year before it ends and nothing of this month has happened."""
    with standing_at(datetime(2027, 2, 28, 16, 1, tzinfo=UTC)):
        assert main(["example"]) == 0
        assert "2,000" in capsys.readouterr().out
        assert main(["example"]) == 1
        assert "fresh installation" in capsys.readouterr().err
        assert main(["example", "--remove"]) == 0
        with reading() as session:
            assert not is_example(session)
        assert main(["example", "--remove"]) == 1
