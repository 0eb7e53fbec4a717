"""What a store objects to and what is decided about it (`appeals`), and ratings of several scorers as a sheet (`ratings`)."""

from audits.review.forms.appeals import AppealItemForm, RulingForm
from audits.review.forms.ratings import COLUMNS, NUMBER, Ratings, agreement_document, read_ratings

__all__ = ["COLUMNS", "NUMBER", "AppealItemForm", "Ratings", "RulingForm", "agreement_document", "read_ratings"]
