"""The base of every shape of what a person typed, a sheet held or a client sent."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from tracker.core.refusals import Refusal

Shape = TypeVar("Shape", bound="Form")


def _without_control_characters(text: str) -> str:
    """PostgreSQL refuses NUL and lone surrogates fail in both databases."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t").encode("utf-8", "ignore").decode()


def _cleaned(typed: object) -> object:
    return _without_control_characters(typed) if isinstance(typed, str) else typed


Text = Annotated[str, AfterValidator(_without_control_characters)]
# For `Annotated[str, StringConstraints(...), CLEANED]`: constraints added to `Text` are checked before it is stripped, so that
# a blank would count as one letter.
CLEANED = BeforeValidator(_cleaned)
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_without_control_characters)
]
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
]


class Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @classmethod
    def read(cls: type[Shape], **typed: Any) -> Shape:
        """The form, or a refusal that names the first field that is wrong: `core.field.<field>` is its name for people."""
        try:
            return cls(**typed)
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0]) if first["loc"] else ""
            if "." in first["type"]:  # a check of our own: its type is the key of its sentence
                raise Refusal(first["type"], field=field or None, **first.get("ctx", {})) from error
            raise Refusal(
                "core.field_wrong", field=field, name=field, kind=first["type"], text=str(first.get("input", ""))[:80]
            ) from error
