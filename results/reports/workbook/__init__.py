"""The document of a report in the format somebody asked for."""

from results.reports.forms import Document
from results.reports.rules import Format, Stamp
from results.reports.workbook.look import Tell, silent
from tracker.core.words import language, speaking


def rendered(
    document: Document, stamp: Stamp, wanted: Format, *, code: str = "", zone: str = "UTC", tell: Tell = silent
) -> bytes:
    """In the language of `code`, else of this run. Each format's library is loaded when it is asked for."""
    code = code or language()
    told = document.told[code]
    with speaking(code, zone):
        if wanted is Format.PPTX:
            from results.reports.workbook.pptx import pptx_report

            return pptx_report(document, told, stamp, tell)
        if wanted is Format.XLSX:
            from results.reports.workbook.xlsx import xlsx_report

            return xlsx_report(document, told, stamp, tell)
        from results.reports.workbook.pdf import pdf_report

        return pdf_report(document, told, stamp, tell)


__all__ = ["Tell", "rendered", "silent"]
