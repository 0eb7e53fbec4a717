"""Looks at an uploaded workbook without unpacking it as a whole and without parsing it: what a bomb needs is refused here.

Excel writes none of what is refused. The limits stand between honest workbooks (20,000 x 30 cells: 2 MB, ratio 15) and the
bombs that were measured (ratio 343 and more, tokens of 5 MB, one cell at XFD1048576). Attributes can be written so that the
patterns miss them; then the child process holds.
"""

import re
import zlib
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.core.refusals import Refusal

MEGABYTE = 1_000_000
MAX_SIZE = 10 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MAX_PARTS = 1_000
MAX_RATIO = 100
RATIO_COUNTS_FROM = MEGABYTE  # a part smaller than this cannot hurt, whatever its ratio
MAX_TOKEN = 256 * 1024  # expat needs quadratic time for one token (CVE-2023-52425): 5 MB took 1.5 s, 80 MB over 90 s
MAX_ROW_DIGITS_SEEN = 100_000  # the exact limit of rows is the child's; this is far beyond every honest sheet
MAX_MERGED_CELLS = 100_000
CHUNK = 1024 * 1024
XML_PARTS = (".xml", ".rels", ".vml")  # the others are pictures and printer settings; only their sizes count

ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_ENTRY = b"PK\x01\x02"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SPANS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_FAR = re.compile(rb"""\sr\s*=\s*["'](?:[A-Z]{3,}\d+|[A-Z]{0,2}(\d{6,}))["']""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")


def check(data: bytes, name: str, *, streamed: bool = False) -> None:
    """Raise a refusal that says what is wrong with this workbook and how to fix it, or return.

    `streamed`: the reader takes cell after cell, stops where the table ends, and hands the file to nobody; then far cells,
    merged cells and macros do no harm.
    """
    if not data:
        raise Refusal("files.empty", name=name)
    if len(data) > MAX_SIZE:
        raise Refusal("files.too_large", name=name, size=round(len(data) / MEGABYTE, 1), limit=MAX_SIZE // MEGABYTE)
    if data.startswith(OLE_START):
        raise Refusal("files.encrypted" if _ENCRYPTED in data else "files.old_format", name=name)
    if not data.startswith(ZIP_START):
        raise Refusal("files.not_workbook", name=name)
    if data.count(_ZIP_ENTRY) > MAX_PARTS:  # counted before the directory is read, for reading it costs memory
        raise Refusal("files.too_many_parts", name=name, limit=MAX_PARTS)
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist(), name, macros=streamed)
            for part in archive.infolist():
                if part.filename.lower().endswith(XML_PARTS):
                    with archive.open(part) as content:
                        _check_xml(content, name, far=streamed)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, IndexError) as error:
        raise Refusal("files.damaged", name=name) from error


def _check_directory(parts: list[ZipInfo], name: str, *, macros: bool) -> None:
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refusal("files.encrypted", name=name)
    if len(set(names)) != len(names):
        raise Refusal("files.doubled_parts", name=name)
    if any(_leaves_folder(part.orig_filename) for part in parts):
        raise Refusal("files.unsafe_part_names", name=name)
    if not macros and any(part.endswith("vbaproject.bin") or part.startswith("xl/macrosheets/") for part in names):
        raise Refusal("files.macros", name=name)
    if "xl/workbook.bin" in names:
        raise Refusal("files.old_format", name=name)
    if "[content_types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise Refusal("files.not_workbook", name=name)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise Refusal("files.damaged", name=name)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or any(_bomb(part) for part in parts):
        raise Refusal("files.unpacks_too_large", name=name, size=round(unpacked / MEGABYTE), limit=MAX_UNPACKED // MEGABYTE)


def _bomb(part: ZipInfo) -> bool:
    return part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)


def _leaves_folder(part: str) -> bool:
    return part.startswith("/") or "\\" in part or ":" in part or "\0" in part or ".." in part.split("/")


def _check_xml(content: IO[bytes], name: str, *, far: bool) -> None:
    """One pass in pieces that overlap by a token, so that nothing hides on a border between two pieces."""
    seen = b""
    while True:
        piece = content.read(CHUNK)
        window = seen + piece
        _check_window(window, last=not piece, name=name)
        if not far:
            _check_extent(window, name)
        if not piece:
            return
        seen = window[-MAX_TOKEN:]


def _check_window(window: bytes, *, last: bool, name: str) -> None:
    if b"\0" in window or b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        raise Refusal("files.document_type", name=name)  # a NUL byte is UTF-16: there a DOCTYPE would not be seen
    if _has_long_token(window, last):
        raise Refusal("files.long_token", name=name)


def _check_extent(window: bytes, name: str) -> None:
    for far in _FAR.finditer(window):
        if far[1] is None or int(far[1][:9]) > MAX_ROW_DIGITS_SEEN:
            raise Refusal("files.far_cell", name=name)
    for merge in _MERGE.finditer(window):
        if _area(merge) > MAX_MERGED_CELLS:
            raise Refusal("files.giant_merge", name=name, limit=MAX_MERGED_CELLS)


def _has_long_token(window: bytes, last: bool) -> bool:
    """A tag or a text cannot hold `<`, so a stretch without one is a token; the other kinds are looked up by their ends."""
    at = 0
    while len(window) - at > MAX_TOKEN:
        following = window.rfind(b"<", at, at + MAX_TOKEN)
        if following < 0:
            return True
        at = following + 1
    for start, end in _SPANS:
        at = window.find(start)
        while at >= 0:
            closed = window.find(end, at + len(start), at + MAX_TOKEN)
            if closed < 0 and (last or at + MAX_TOKEN <= len(window)):
                return True
            at = window.find(start, closed if closed > 0 else at + 1)
    return False


def _area(merge: re.Match[bytes]) -> int:
    rows = abs(int(merge[4]) - int(merge[2])) + 1
    return rows * (abs(_column_number(merge[3]) - _column_number(merge[1])) + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
