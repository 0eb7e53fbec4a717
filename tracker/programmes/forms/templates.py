"""What a person says of a template that a programme is saved as."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import CLEANED, Code, Form

OptionalName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), CLEANED]


class TemplateForm(Form):
    """A name in one language at least; it then stands for both."""

    code: Code
    name_en: OptionalName = ""
    name_zh: OptionalName = ""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.name_en or self.name_zh):
            raise PydanticCustomError("templates.name_missing", "a name in one language at least")
        return self
