"""A file of readings as it was read, before anything is compared with what is stored."""

from datetime import date
from typing import Annotated

from pydantic import Field

from tracker.core.forms import Form, Text
from tracker.core.refusals import Problem


class ReadingText(Form):
    """One row; `store_code` is empty for the whole programme. `sheet` and `row` say where it stands, for its problems."""

    sheet: str
    row: int
    observed_on: date
    store_code: str
    indicator_code: str
    value: float
    n: int | None


class ReadingsFile(Form):
    """`file_hash` is the SHA-256 of the file's bytes: the same file twice changes nothing. `problems` are those of reading it:
    a file with any is refused as a whole, together with what is wrong in the rows that could be read."""

    file_name: Annotated[Text, Field(max_length=200)]
    file_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rows: tuple[ReadingText, ...]
    problems: tuple[Problem, ...] = ()
