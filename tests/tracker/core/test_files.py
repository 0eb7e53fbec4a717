"""Pictures are written again without metadata, stored once by their content, and bad ones are refused by name."""

import hashlib
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from tests.conftest import Database
from tracker.core import files
from tracker.core.db import reading, writing
from tracker.core.files import FileDamaged, StoredPicture, prepare_picture, read_file, store_picture
from tracker.core.models import StoredFile
from tracker.core.refusals import NotFound, Refusal
from tracker.core.settings import settings
from tracker.core.words import LANGUAGES, catalogue, refusal_sentence, speaking

SECONDS = 5
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def scene(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Left half red, the rest white: which side is up can be seen in it."""
    image = Image.new(mode, (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill="red")
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo_with_place(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Secret Phone", orientation
    exif.get_ifd(GPS).update({1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 29.0)})
    return encoded(scene(), exif=exif, comment=b"Secret comment", xmp=b"<x>Secret xmp</x>", icc_profile=b"Secret profile")


def png_header(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG whose header says any size, one bit a pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def png_bomb(side: int) -> bytes:
    return png_header(side, side, bytes((side + 7) // 8 + 1) * side)


def jpeg_with_size(width: int, height: int) -> bytes:
    """A small JPEG whose header lies about its size."""
    data = bytearray(encoded(scene()))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(data)


def scan_bomb() -> bytes:
    """A progressive JPEG that repeats its last scan five thousand times: each is a pass over the whole picture."""
    data = encoded(scene(), progressive=True)
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[last:end] * 5_000 + data[end:]


def moving(kind: str) -> bytes:
    return encoded(scene(), kind, save_all=True, append_images=[scene(mode="RGB").rotate(90)], duration=100)


def text_bomb_png() -> bytes:
    """A compressed comment in a PNG that unpacks to 50 MB."""
    data = png_header(8, 8, bytes(2) * 8)
    content = b"Comment\0\0" + zlib.compress(bytes(50_000_000))
    chunk = len(content).to_bytes(4, "big") + b"zTXt" + content + zlib.crc32(b"zTXt" + content).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "picture_empty"),
    "eleven megabytes": (lambda: encoded(scene()) + bytes(10_000_001), "picture_too_large"),
    "SVG named jpg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not_picture"),
    "a web page": (lambda: b"<html><script>alert(1)</script></html>", "not_picture"),
    "a GIF": (lambda: encoded(scene(), "GIF"), "not_picture"),
    "a TIFF": (lambda: encoded(scene(), "TIFF"), "not_picture"),
    "a BMP": (lambda: encoded(scene(), "BMP"), "not_picture"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_picture"),
    "PNG of 30,000 pixels a side": (lambda: png_bomb(30_000), "picture_pixels"),
    "PNG of 9,400 pixels a side": (lambda: png_bomb(9_400), "picture_pixels"),
    "PNG of 5,001 pixels a side": (lambda: png_bomb(5_001), "picture_pixels"),
    "JPEG header of 60,000 pixels a side": (lambda: jpeg_with_size(60_000, 60_000), "picture_pixels"),
    "PNG header of 2**31 pixels a side": (lambda: png_header(2**31 - 1, 2**31 - 1), "picture_pixels"),
    "PNG header of no pixels": (lambda: png_header(0, 0), "not_picture"),
    "truncated JPEG": (lambda: encoded(scene())[:2_000], "picture_damaged"),
    "truncated PNG": (lambda: encoded(scene(), "PNG")[:200], "picture_damaged"),
    "truncated WebP": (lambda: encoded(scene(), "WEBP")[:200], "picture_damaged"),
    "PNG without its pixels": (lambda: png_header(4_000, 4_000), "picture_damaged"),
    "PNG with a compressed comment of 50 MB": (text_bomb_png, "picture_damaged"),
    "JPEG of five thousand scans": (scan_bomb, "picture_damaged"),
    "moving PNG": (lambda: moving("PNG"), "picture_moving"),
    "moving WebP": (lambda: moving("WEBP"), "picture_moving"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused_by_name_and_in_time(name: str) -> None:
    make, key = BAD[name]
    data = make()
    started = time.monotonic()
    with pytest.raises(Refusal) as caught:
        prepare_picture(data)
    assert caught.value.key == f"files.{key}"
    assert time.monotonic() - started < SECONDS
    for language in LANGUAGES:
        with speaking(language):
            sentence = refusal_sentence(caught.value)
        assert "files." not in sentence
        assert "{" not in sentence


def opened(picture: files.Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    image.load()
    assert image.format == "JPEG"
    assert image.size == (picture.width, picture.height)
    return image


def test_nothing_is_left_of_what_a_phone_writes_into_a_photo() -> None:
    picture = prepare_picture(photo_with_place())
    image = opened(picture)
    assert len(image.getexif()) == 0
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Secret" not in picture.content
    assert b"Exif" not in picture.content


def red_side(image: Image.Image) -> str:
    width, height = image.size
    places = {
        "left": (9, height // 2),
        "right": (width - 9, height // 2),
        "top": (width // 2, 9),
        "bottom": (width // 2, height - 9),
    }
    pixels = image.convert("RGB")

    def redness(side: str) -> int:
        _, green, blue = pixels.getpixel(places[side])  # type: ignore[misc]
        return -int(green) - int(blue)

    return max(places, key=redness)


@pytest.mark.parametrize(
    ("orientation", "side"),
    [(1, "left"), (2, "right"), (3, "right"), (4, "left"), (5, "top"), (6, "top"), (7, "bottom"), (8, "bottom"), (99, "left")],
)
def test_a_photo_stands_upright(orientation: int, side: str) -> None:
    image = opened(prepare_picture(photo_with_place(orientation)))
    upright = (640, 480) if side in ("left", "right") else (480, 640)
    assert image.size == upright
    if side in ("left", "right"):
        assert red_side(image) == side
    else:
        middle = image.convert("RGB").getpixel((240, 100 if side == "top" else 540))
        assert middle[1] < 100  # type: ignore[index]


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger() -> None:
    assert opened(prepare_picture(encoded(scene(4_000, 3_000)))).size == (2_048, 1_536)
    assert opened(prepare_picture(encoded(scene(300, 200)))).size == (300, 200)
    assert opened(prepare_picture(encoded(scene(5_000, 5_000), "PNG"))).size == (2_048, 2_048)


def test_what_is_appended_to_a_photo_is_gone() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.js", "alert(1)")
    picture = prepare_picture(encoded(scene()) + b"<script>alert(1)</script>" + archive.getvalue())
    assert b"script" not in picture.content
    assert b"PK\x03\x04" not in picture.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_allowed_kinds_become_jpeg(kind: str) -> None:
    assert red_side(opened(prepare_picture(encoded(scene(), kind)))) == "left"


def test_transparent_parts_become_white() -> None:
    image = opened(prepare_picture(encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")))
    assert image.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_way_of_colour_is_read(mode: str) -> None:
    grey = Image.new("L", (60, 60), 128)
    source = Image.new("I;16", (60, 60), 128 * 257) if mode == "I;16" else grey.convert(mode)
    image = opened(prepare_picture(encoded(source, "JPEG" if mode == "CMYK" else "PNG")))
    if mode != "1":
        assert all(abs(int(value) - 128) < 6 for value in image.getpixel((30, 30)))  # type: ignore[union-attr]


def test_the_pair_of_photos_that_phones_store_gives_the_first() -> None:
    data = encoded(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (640, 480), "blue")])
    assert red_side(opened(prepare_picture(data))) == "left"


def test_broken_metadata_is_no_reason_to_refuse_a_photo() -> None:
    assert opened(prepare_picture(encoded(scene(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))).size == (640, 480)


SMALL = [encoded(scene(64, 48), kind) for kind in ("JPEG", "PNG", "WEBP")] + [encoded(scene(64, 48), progressive=True)]


@hypothesis_settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_damaged_picture_gives_a_picture_or_a_refusal(data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from(SMALL)))
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        width = prepare_picture(bytes(damaged)).width
    except Refusal:
        width = 1
    assert 0 < width <= files.MAX_SIDE


def test_a_picture_is_stored_once_whoever_sends_it_how_often(database: Database) -> None:
    data = photo_with_place()
    with writing() as session:
        first = store_picture(session, data)
    with writing() as session:
        second = store_picture(session, prepare_picture(data))
    content = read_file(first.hash)
    assert first == second == StoredPicture(hashlib.sha256(content).hexdigest(), 640, 480, len(content))
    with reading() as session:
        row = session.scalars(select(StoredFile)).one()
        assert (row.hash, row.media_type, row.size, row.width, row.height) == (first.hash, "image/jpeg", first.size, 640, 480)
    stored = [path for path in (database.var / "files").rglob("*") if path.is_file()]
    assert stored == [database.var / "files" / first.hash[:2] / first.hash[2:4] / first.hash]
    assert stored[0].stat().st_mode & 0o077 == 0


def test_eight_at_once_store_one_row_and_one_whole_file(database: Database) -> None:
    picture = prepare_picture(photo_with_place())
    start, stored, failures = threading.Barrier(8), [], []

    def send() -> None:
        try:
            start.wait()
            with writing() as session:
                stored.append(store_picture(session, picture))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(stored)) == 1
    assert read_file(stored[0].hash) == picture.content
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert len([path for path in (database.var / "files").rglob("*") if path.is_file()]) == 1


def test_a_refused_picture_leaves_no_row_and_no_file(database: Database) -> None:
    with pytest.raises(Refusal), writing() as session:
        store_picture(session, b"<svg/>")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert not (database.var / "files").exists()


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Path]:
    """A file in a store of its own, without a database."""
    monkeypatch.setattr(settings(), "var", tmp_path)
    content = b"content"
    name = hashlib.sha256(content).hexdigest()
    files._write(name, content)
    return name, files._path(name)


def test_a_file_that_the_disk_changed_is_noticed_and_written_again(stored: tuple[str, Path]) -> None:
    name, path = stored
    path.write_bytes(b"c0ntent")
    with pytest.raises(FileDamaged):
        read_file(name)
    files._write(name, b"content")
    assert read_file(name) == b"content"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    stored: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = stored

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files._write(path.name, b"other")
    assert [inner.name for inner in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == b"content"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64, "a" * 64 + "\n", "/etc/passwd", "a\0"])
def test_no_name_but_the_hash_of_a_stored_file_reads_anything(stored: tuple[str, Path], name: str) -> None:
    with pytest.raises(NotFound):
        read_file(name)


def test_the_rows_of_the_catalogue_have_the_same_facts_in_both_languages() -> None:
    english, chinese = catalogue("en"), catalogue("zh_CN")
    own = {key for key in english if key.startswith("files.")}
    assert own == {key for key in chinese if key.startswith("files.")}
    for key in own:
        facts = [{field for _, field, _, _ in Formatter().parse(words[key]) if field} for words in (english, chinese)]
        assert facts[0] == facts[1], key
