"""How long texts of people may be."""

LONG = 2000  # characters: a page of print
