"""Bad workbooks are refused by name, quickly, and without the server's memory growing with them."""

import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.core.refusals import Refusal
from tracker.core.words import LANGUAGES, refusal_sentence, speaking
from tracker.core.workbooks import SheetOut, child, gate, read_workbook, reading, write_workbook

SECONDS = 20
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HONEST = write_workbook([SheetOut("Stores", ["Code", "Name"], [["00123", "门店"], ["00124", "Store"]])])
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def workbook(sheet: str | bytes = "", *, rows: str = "", after: str = "", **other: bytes) -> bytes:
    """An honest workbook with this sheet instead of its own; other parts by their path with `/` and `.` as given."""
    content = sheet or f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return repacked({SHEET: content.encode() if isinstance(content, str) else content, **other})


def repacked(parts: dict[str, bytes], *, without: str = "", also: list[tuple[str, bytes]] | None = None) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(HONEST)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != without and name not in parts:
                new.writestr(name, old.read(name))
        for name, content in [*parts.items(), *(also or [])]:
            new.writestr(name, content)
    return file.getvalue()


def with_shared_strings(strings: bytes, rows: str = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>') -> bytes:
    with zipfile.ZipFile(BytesIO(HONEST)) as old:
        types = old.read("[Content_Types].xml")
    override = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    if b"sharedStrings" not in types:
        types = types.replace(b"</Types>", override)
    return workbook(rows=rows, **{STRINGS: strings, "[Content_Types].xml": types})


def row_bomb(rows: int, style: str = '"') -> str:
    return "".join(f"<row r={style}{n}{style}><c r={style}A{n}{style}><v>1</v></c></row>" for n in range(1, rows + 1))


def billion_laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet xmlns="{MAIN}"><sheetData>&l9;</sheetData></worksheet>'


def encrypted_flag() -> bytes:
    """The bit for encryption set in every entry, local and central."""
    data = bytearray(HONEST)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def lying_about_size() -> bytes:
    """The directory says 100 bytes, the part unpacks to 50 MB."""
    bomb = workbook(f'<worksheet xmlns="{MAIN}"><sheetData>{" " * 50_000_000}</sheetData></worksheet>')
    with zipfile.ZipFile(BytesIO(bomb)) as archive:
        true_size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    return bomb.replace(true_size, (100).to_bytes(4, "little"))


def many_parts(number: int) -> bytes:
    return repacked({f"xl/custom/{n}.xml": b"<x/>" for n in range(number)})


def utf16_definition() -> bytes:
    return workbook(f'<?xml version="1.0" encoding="utf-16"?>{billion_laughs()}'.encode("utf-16"))


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "files.empty"),
    "eleven megabytes": (lambda: HONEST + bytes(11_000_000), "files.too_large"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "files.not_workbook"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "files.not_workbook"),
    "another zip file": (lambda: zipped({"readme.txt": b"hello"}), "files.not_workbook"),
    "a text document": (lambda: zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "files.not_workbook"),
    "an old workbook": (lambda: gate.OLE_START + bytes(2_000), "files.old_format"),
    "a binary workbook": (lambda: repacked({"xl/workbook.bin": b"\0"}), "files.old_format"),
    "a password": (lambda: gate.OLE_START + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(9), "files.encrypted"),
    "encrypted entries": (encrypted_flag, "files.encrypted"),
    "macros": (lambda: repacked({"xl/vbaProject.bin": gate.OLE_START}), "files.macros"),
    "old macros": (lambda: repacked({"xl/macrosheets/sheet1.xml": b"<x/>"}), "files.macros"),
    "cut off": (lambda: HONEST[: len(HONEST) // 2], "files.damaged"),
    "only the start": (lambda: HONEST[:4], "files.damaged"),
    "a broken part": (lambda: broken_part(), "files.damaged"),
    "a sheet that is no XML": (lambda: workbook(f'<worksheet xmlns="{MAIN}"><sheetData><row>'), "files.damaged"),
    "rows out of order": (lambda: workbook(rows=row_bomb(2) + row_bomb(1)), "files.damaged"),
    "no sheet list": (lambda: repacked({}, without="xl/workbook.xml"), "files.damaged"),
    "two parts of one name": (lambda: repacked({}, also=[(SHEET.upper(), b"<x/>")]), "files.doubled_parts"),
    "a name that climbs out": (lambda: repacked({"xl/../../etc/passwd": b"x"}), "files.unsafe_part_names"),
    "a name from the root": (lambda: repacked({"/etc/passwd": b"x"}), "files.unsafe_part_names"),
    "a name with a drive": (lambda: repacked({"C:evil.xml": b"x"}), "files.unsafe_part_names"),
    "a thousand parts": (lambda: many_parts(1_001), "files.too_many_parts"),
    "a row bomb": (lambda: workbook(rows=row_bomb(400_000)), "files.far_cell"),
    "a row bomb that the patterns miss": (lambda: workbook(rows=row_bomb(90_000, "'")), "files.too_many_rows"),
    "a shared-text bomb": (
        lambda: with_shared_strings(f'<sst xmlns="{MAIN}">{"<si><t/></si>" * 500_000}</sst>'.encode()),
        "files.unpacks_too_large",
    ),
    "a text of 50 MB": (
        lambda: with_shared_strings(f'<sst xmlns="{MAIN}"><si><t>{"a" * 50_000_000}</t></si></sst>'.encode()),
        "files.unpacks_too_large",
    ),
    "a text of 900 KB": (
        lambda: with_shared_strings(f'<sst xmlns="{MAIN}"><si><t>{"a" * 900_000}</t></si></sst>'.encode()),
        "files.long_token",
    ),
    "a tag of 900 KB": (
        lambda: workbook(f'<worksheet{" " * 900_000}xmlns="{MAIN}"><sheetData/></worksheet>'),
        "files.long_token",
    ),
    "a comment of 900 KB": (
        lambda: workbook(f'<worksheet xmlns="{MAIN}"><!--{"< >" * 300_000}--><sheetData/></worksheet>'),
        "files.long_token",
    ),
    "an instruction of 900 KB": (
        lambda: workbook(f'<?x {"< >" * 300_000}?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'),
        "files.long_token",
    ),
    "one text in every cell": (
        lambda: with_shared_strings(
            f'<sst xmlns="{MAIN}"><si><t>{"a" * 32_000}</t></si></sst>'.encode(),
            "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2_001)),
        ),
        "files.too_heavy",
    ),
    "a part that lies about its size": (lying_about_size, "files.damaged"),
    "a cell at the end of the world": (
        lambda: workbook(rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "files.far_cell",
    ),
    "a cell far down, in other quotes": (
        lambda: workbook(rows="<row r='99999'><c r='A99999'><v>1</v></c></row>"),
        "files.too_many_rows",
    ),
    "a cell far to the right": (lambda: workbook(rows='<row r="1"><c r="ZZ1"><v>1</v></c></row>'), "files.too_many_columns"),
    "a giant merge": (lambda: workbook(after='<mergeCells><mergeCell ref="A1:XFD20000"/></mergeCells>'), "files.giant_merge"),
    "a billion laughs": (lambda: workbook(billion_laughs()), "files.document_type"),
    "a billion laughs in UTF-16": (utf16_definition, "files.document_type"),
    "an outside entity": (
        lambda: workbook(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="{MAIN}">&e;</worksheet>'),
        "files.document_type",
    ),
    "a sheet under another ending": (lambda: sheet_elsewhere(), "files.damaged"),
}


PASSED = "files.passed"


def answer(check: Callable[[], None]) -> str:
    """The key of the refusal, or PASSED; any other exception is the failure the test looks for."""
    try:
        check()
    except Refusal as refusal:
        return refusal.key
    return PASSED


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def broken_part() -> bytes:
    with zipfile.ZipFile(BytesIO(HONEST)) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    return HONEST[: start + 10] + b"\xff" * 20 + HONEST[start + 30 :]


def sheet_elsewhere() -> bytes:
    """A sheet the gate does not read, because its name says it is a picture."""
    moved = "xl/media/a.png"
    with zipfile.ZipFile(BytesIO(HONEST)) as archive:
        types, links = archive.read("[Content_Types].xml"), archive.read("xl/_rels/workbook.xml.rels")
    return repacked(
        {
            moved: billion_laughs().encode(),
            "[Content_Types].xml": types.replace(SHEET.encode(), moved.encode()),
            "xl/_rels/workbook.xml.rels": links.replace(b"worksheets/sheet1.xml", b"media/a.png"),
        },
        without=SHEET,
    )


@pytest.mark.parametrize("name", CASES)
def test_a_bad_workbook_is_refused_by_name_and_in_time(name: str) -> None:
    make, key = CASES[name]
    data = make()
    started = time.monotonic()
    with pytest.raises(Refusal) as caught:
        read_workbook(data, "带回.xlsx")
    assert caught.value.key == key
    assert time.monotonic() - started < SECONDS
    for language in LANGUAGES:
        with speaking(language):
            sentence = refusal_sentence(caught.value)
        assert "带回.xlsx" in sentence
        assert "{" not in sentence


def test_honest_workbooks_pass() -> None:
    assert [sheet.name for sheet in read_workbook(HONEST, "a.xlsx")] == ["Stores"]
    assert read_workbook(HONEST, "a.xlsx")[0].rows[1] == ["00123", "门店"]


def test_an_honest_workbook_of_a_hundred_and_fifty_thousand_cells_passes() -> None:
    rows = [[column if column % 2 else f"text {line * column}" for column in range(30)] for line in range(4_999)]
    data = write_workbook([SheetOut("Large", [f"c{n}" for n in range(30)], rows)])
    sheet = read_workbook(data, "large.xlsx")[0]
    assert len(sheet.rows) == 5_000
    assert sheet.rows[-1][2] == f"text {4_998 * 2}"


def test_a_printer_setting_and_an_outside_link_are_no_reason_to_refuse() -> None:
    data = repacked({"xl/printerSettings/printerSettings1.bin": bytes(5_000), "xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert read_workbook(data, "a.xlsx")[0].name == "Stores"


def test_a_false_dimension_is_not_believed() -> None:
    row = '<row r="1"><c r="A1"><v>7</v></c></row>'
    data = workbook(f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{row}</sheetData></worksheet>')
    assert read_workbook(data, "a.xlsx")[0].rows == [["7"]]


def test_more_than_fifty_sheets_are_refused() -> None:
    data = write_workbook([SheetOut(f"s{n}", ["a"], []) for n in range(child.MAX_SHEETS + 1)])
    with pytest.raises(Refusal) as caught:
        read_workbook(data, "a.xlsx")
    assert caught.value.key == "files.too_many_sheets"


def test_the_child_is_killed_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.01)
    with pytest.raises(Refusal) as caught:
        read_workbook(HONEST, "a.xlsx")
    assert caught.value.key == "files.too_heavy"


LIMITED = "import runpy; limit = runpy.run_path({path!r})['limit']; limit(); "


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("open('{folder}/written', 'wb', 0).write(b'x')", "File too large"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
    ],
)
def test_the_limits_of_the_child_hold_for_whoever_runs_it(attempt: str, outcome: str, tmp_path: object) -> None:
    code = LIMITED.format(path=str(reading.CHILD)) + attempt.format(folder=tmp_path)
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert outcome in done.stderr


def test_the_child_gets_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    real = reading.subprocess.run

    def spy(*arguments: object, **options: object) -> object:
        given.update(options)
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(reading.subprocess, "run", spy)
    read_workbook(HONEST, "a.xlsx")
    assert set(given["env"]) <= set(reading.KEPT_ENVIRONMENT)  # type: ignore[call-overload]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_gate_answers_every_damaged_workbook_with_a_refusal(data: st.DataObject) -> None:
    damaged = bytearray(HONEST)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(4, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    assert answer(lambda: gate.check(bytes(damaged[: data.draw(st.integers(4, len(damaged)))]), "a.xlsx")).startswith("files.")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_every_text_file_gives_rows_or_a_refusal(data: bytes) -> None:
    def read() -> None:
        assert all("\0" not in cell for row in read_workbook(data, "a.csv")[0].rows for cell in row)

    assert answer(read).startswith("files.")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 200_000), st.integers(1, 3 * gate.MAX_TOKEN))
def test_no_long_token_hides_on_a_border_between_two_pieces(before: int, length: int) -> None:
    xml = b"<a>" + b"<b/>" * before + b"<c" + b" " * length + b"/></a>"
    data = repacked({"xl/extra.xml": xml, "xl/noise.xml": b""})
    given_answer = answer(lambda: gate.check(data, "a.xlsx"))
    if len(xml) > gate.RATIO_COUNTS_FROM:
        assert given_answer in ("files.unpacks_too_large", "files.long_token", PASSED)
    if length > gate.MAX_TOKEN:
        assert given_answer != PASSED
    elif len(xml) <= gate.RATIO_COUNTS_FROM and length < gate.MAX_TOKEN - 10:
        assert given_answer == PASSED


def test_the_zlib_error_of_a_broken_stream_is_a_refusal() -> None:
    with pytest.raises(Refusal) as caught:
        gate.check(broken_part(), "a.xlsx")
    assert caught.value.key == "files.damaged"
    assert isinstance(caught.value.__cause__, zlib.error | zipfile.BadZipFile)
