"""Submissions collected elsewhere: an export of ODK or KoboToolbox to checked answers. Nothing is stored here."""

from audits.visits.workbook.collected import Given, given_file, header_of, read_collected, usual_store_column

__all__ = ["Given", "given_file", "header_of", "read_collected", "usual_store_column"]
