"""The same numbers and words in slides, workbook and PDF, in both languages."""

from datetime import datetime
from functools import cache

import pypdfium2
import pytest
from pptx.oxml.ns import qn

from results.reports.rules import Format
from results.reports.workbook import rendered
from tests.results.reports.sample import (
    AMOUNTS,
    DATES,
    DRAFT,
    FINDINGS,
    LOCKED,
    NAMES,
    VALUES,
    book_of,
    cells_of,
    sample,
    slides_of,
    text_of_pdf,
    text_of_slide,
)
from tracker.core.words import LANGUAGES

BOTH = pytest.mark.parametrize("code", LANGUAGES)


@cache
def file_of(wanted: Format, code: str = "en") -> bytes:
    """The locked sample. Made once: a font of 31,000 signs is read for each PDF."""
    return rendered(sample(), LOCKED, wanted, code=code)


@BOTH
def test_the_pdf_says_every_number_and_finding_and_what_it_is_on_each_page(code: str) -> None:
    pages = text_of_pdf(file_of(Format.PDF, code))
    whole = "".join(pages)
    for said in (FINDINGS[code], "82.2", "83.5", "86.1", "1,234.50", "Mean of all answers; n = 120", *NAMES[code]):
        assert said.replace(" ", "") in whole.replace(" ", ""), said
    assert all(LOCKED.sha256 in page for page in pages)
    assert all(("快照" if code == "zh_CN" else "Snapshot 2") in page for page in pages)


def test_the_pdf_has_contents_an_outline_and_numbered_pages() -> None:
    data = file_of(Format.PDF)
    with pypdfium2.PdfDocument(data) as found:
        outline = [mark.get_title() for mark in found.get_toc()]
    pages = text_of_pdf(data)
    assert outline == ["Indicators", FINDINGS["en"], "Money", NAMES["en"][1]]
    assert "Contents" in pages[0]
    assert "Indicators 2" in pages[0]
    assert all(f"{LOCKED.sha256} {number}" in page for number, page in enumerate(pages, 1))


def test_chinese_is_drawn_with_signs_that_are_embedded_and_differ() -> None:
    data = file_of(Format.PDF, "zh_CN")
    assert b"/FontFile" in data
    with pypdfium2.PdfDocument(data) as found:
        page = found[0]
        text, picture = page.get_textpage(), page.render(scale=4).to_pil().convert("L")
        said = text.get_text_range()
        drawn = []
        for sign in "服务质量":
            left, bottom, right, top = text.get_charbox(said.index(sign))
            height = page.get_height()
            box = picture.crop(tuple(round(4 * edge) for edge in (left, height - top, right, height - bottom)))
            drawn.append(box.resize((40, 40)).tobytes())
    assert len(set(drawn)) == 4
    assert all(min(sign) < 100 < max(sign) for sign in drawn)  # neither empty nor one black box


@BOTH
def test_slides_hold_charts_that_powerpoint_edits_with_the_numbers_and_a_target(code: str) -> None:
    slides = slides_of(file_of(Format.PPTX, code))
    line, bars = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    named = {series.name: tuple(series.values) for series in line.plots[0].series}
    assert named[NAMES[code][0]] == VALUES
    assert named["target"] == (90.0,) * 4
    assert named["upper"] == (82.5,) * 4
    assert len(line.plots[0].categories) == len(DATES)
    assert tuple(bars.plots[0].series[0].values) == AMOUNTS
    assert list(bars.plots[0].categories) == [f"'{NAMES[code][1]}", "B"]  # never a formula of the chart's own workbook


@BOTH
def test_the_title_of_a_slide_is_its_finding_and_its_notes_the_definition(code: str) -> None:
    slides = slides_of(file_of(Format.PPTX, code))
    (slide,) = [slide for slide in slides if slide.shapes.title.text_frame.text == FINDINGS[code]]
    assert "Mean of all answers; n = 120" in slide.notes_slide.notes_text_frame.text
    assert all(LOCKED.sha256 in text_of_slide(slide) for slide in slides)
    assert (slides[0].part.package.presentation_part.presentation.slide_width.inches, 13) > (13, 0)


def test_every_run_of_a_slide_names_a_chinese_typeface_and_so_does_the_theme() -> None:
    slides = slides_of(file_of(Format.PPTX, "zh_CN"))
    for slide in slides:
        runs = list(slide._element.iter(qn("a:rPr")))
        assert runs
        assert all(run.find(qn("a:ea")).get("typeface") for run in runs)
        master = slide.slide_layout.slide_master.part
        (theme,) = [each.target_part for each in master.rels.values() if each.reltype.endswith("/theme")]
        assert b'<a:ea typeface=""' not in theme.blob


@BOTH
def test_the_workbook_holds_numbers_as_numbers_days_as_days_and_charts(code: str) -> None:
    book = book_of(file_of(Format.XLSX, code))
    front, indicators, money, numbers = book.worksheets
    assert LOCKED.sha256 in " ".join(str(value) for value in cells_of(front))
    found = cells_of(indicators)
    assert [value for value in VALUES if value in found] == list(VALUES[:-1])
    assert datetime(2026, 5, 31) in found  # noqa: DTZ001 - a workbook knows no zone
    assert FINDINGS[code] in found
    assert set(AMOUNTS) <= set(cells_of(money))
    assert {*VALUES, *AMOUNTS, 79.5, 84.0} - {None} <= set(cells_of(numbers))
    assert [len(page._charts) for page in book.worksheets] == [0, 1, 1, 0]


def test_what_somebody_typed_is_no_formula_in_the_workbook() -> None:
    book = book_of(file_of(Format.XLSX))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    typed = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "@"))]
    assert typed
    assert all(cell.quotePrefix for cell in typed)


@pytest.mark.parametrize("wanted", Format)
def test_a_draft_says_that_it_is_one_and_progress_is_told_for_each_chart(wanted: Format) -> None:
    told: list[tuple[int, int]] = []
    data = rendered(sample(charts=2), DRAFT, wanted, tell=lambda drawn, of: told.append((drawn, of)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    said = {
        Format.PDF: lambda: " ".join(text_of_pdf(data)),
        Format.PPTX: lambda: " ".join(text_of_slide(slide) for slide in slides_of(data)),
        Format.XLSX: lambda: " ".join(str(value) for page in book_of(data).worksheets for value in cells_of(page)),
    }[wanted]()
    assert "Draft: not locked" in said


def test_the_pdf_of_a_locked_report_is_the_same_file_each_time() -> None:
    assert rendered(sample(), LOCKED, Format.PDF) == file_of(Format.PDF)
