"""A small report made by hand, and what the three formats hold when they are read back."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pypdfium2
from pptx import Presentation

from results.reports.forms import Chart, Day, Document, Number, Part, Series, Table, Told
from results.reports.rules import ReportKind, Role, Section, Stamp

DATES = (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 12, 31))
VALUES = (82.25, 83.5, 86.125, None)
AMOUNTS = (1234.5, 800.0)
NAMES = {"en": ("Satisfaction", "=1+1 Training"), "zh_CN": ("客户满意度", "=1+1 培训")}
FINDINGS = {"en": "Satisfaction is 86.1: better than chance explains", "zh_CN": "客户满意度为86.1：优于正常波动"}
LOCKED = Stamp("ab" * 32, 2, datetime(2026, 6, 3, 9, tzinfo=UTC), "Li Wei", "A store was missing")
DRAFT = Stamp("cd" * 32)


def values_table(name: str) -> Table:
    rows = tuple(
        (Day(on=on, shown=on.isoformat()), Number(value=value, shown=f"{value:.1f}"), Number(value=120.0, shown="120"))
        for on, value in zip(DATES, VALUES, strict=True)
        if value is not None
    )
    return Table(title=name, header=("Day", "Value", "n"), rows=rows)


def line_of(name: str, finding: str) -> Chart:
    levels = {Role.CENTRE: 81.0, Role.LOWER: 79.5, Role.UPPER: 82.5, Role.TARGET: 90.0}
    return Chart(
        finding=finding,
        axis="Score",
        dates=DATES,
        series=(
            Series(role=Role.VALUE, name=name, values=VALUES),
            *(Series(role=role, name=role.value, values=(level,) * len(DATES)) for role, level in levels.items()),
            Series(role=Role.DATED, name="dated", values=(None, None, 84.0, 90.0)),
        ),
        kinds=("", "concern", "improvement", ""),
        notes=("Mean of all answers; n = 120",),
        table=values_table(name),
    )


def bars_of(name: str) -> Chart:
    return Chart(
        finding=name,
        axis="CNY",
        labels=(name, "B"),
        series=(Series(role=Role.VALUE, name="Spent", values=AMOUNTS),),
        table=Table(
            title="Lines",
            header=("Line", "Spent"),
            rows=((name, Number(value=AMOUNTS[0], shown="1,234.50")), ("B", Number(value=AMOUNTS[1], shown="800.00"))),
            money=True,
        ),
        money=True,
    )


def told_in(code: str, charts: int = 1) -> Told:
    name, line = NAMES[code]
    return Told(
        title="Report" if code == "en" else "服务质量月报",
        programme="Better service" if code == "en" else "服务提升项目",
        period="May 2026" if code == "en" else "2026年5月",
        as_of="Values as of 31 May" if code == "en" else "数据截至5月31日",
        parts=(
            Part(
                section=Section.INDICATORS,
                subject="Indicators" if code == "en" else "指标",
                finding="All is measured" if code == "en" else "全部已测量",
                sentences=("@SUM(A1) is what somebody typed",),
                money_sentences=("It cost 5",),
                charts=(line_of(name, FINDINGS[code]),) * charts,
                tables=(Table(title="Worth", header=("What", "Worth"), rows=(("A", Number(value=5.0, shown="5")),), money=True),),
            ),
            Part(section=Section.MONEY, subject="Money" if code == "en" else "资金", finding="Spent", charts=(bars_of(line),)),
        ),
    )


def sample(charts: int = 1) -> Document:
    return Document(
        kind=ReportKind.MONTHLY,
        period_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 31),
        made_at=datetime(2026, 6, 2, 8, tzinfo=UTC),
        programme_code="BETTER",
        told={code: told_in(code, charts) for code in NAMES},
    )


def text_of_pdf(data: bytes) -> list[str]:
    """The text of each page, without the breaks of its lines."""
    with pypdfium2.PdfDocument(data) as found:
        pages = [page.get_textpage().get_text_range() for page in found]
    return ["".join(page.split("\r\n")) for page in pages]


def slides_of(data: bytes) -> list[Any]:
    return list(Presentation(BytesIO(data)).slides)


def text_of_slide(slide: Any) -> str:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*(frame.text for frame in frames), *cells])


def book_of(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))  # noqa: TID251 - what we wrote ourselves


def cells_of(page: Any) -> list[Any]:
    return [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
