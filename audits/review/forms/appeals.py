"""An appeal as a store manager writes it, and the ruling on each of its items."""

from typing import Annotated, Any

from pydantic import Field

from audits.review.rules import AppealCategory, Ruling
from tracker.core.files import Picture
from tracker.core.forms import Form, Text

ItemCode = Annotated[str, Field(min_length=1, max_length=100)]


class AppealItemForm(Form):
    """`pictures` are prepared already (`files.prepare_picture`): that takes up to a second and belongs before the door."""

    item_code: ItemCode
    category: AppealCategory
    text: Text
    pictures: tuple[Picture, ...] = ()


class RulingForm(Form):
    """`value` is the answer that counts from now on, where the ruling amends it."""

    item_code: ItemCode
    ruling: Ruling
    value: Any = None
    reason: Text
