"""Submissions collected elsewhere: an export of ODK or KoboToolbox to checked answers. Nothing is stored here."""

from audits.visits.workbook.collected import hash_of, header_of, read_collected, sheet_of, usual_store_column

__all__ = ["hash_of", "header_of", "read_collected", "sheet_of", "usual_store_column"]
