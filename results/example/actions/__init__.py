"""The example: fill an empty installation, and take everything of it away again."""

from results.example.actions.filling import Filled, fill_example, new_password
from results.example.actions.removal import remove_example

__all__ = ["Filled", "fill_example", "new_password", "remove_example"]
