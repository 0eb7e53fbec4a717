"""Pictures people give, written again without metadata, in a store where a file's name is the SHA-256 of its content."""

import hashlib
import os
import re
import secrets
import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from sqlalchemy.orm import Session

from tracker.core import clock, db
from tracker.core.models import StoredFile
from tracker.core.refusals import NotFound, Refusal
from tracker.core.settings import settings

MEGABYTE = 1_000_000
MAX_SIZE = 10 * MEGABYTE
MAX_PIXELS = 25_000_000  # 9,400 x 9,400 in one colour is 86 KB and took 560 MB
MAX_SIDE = 2_048
QUALITY = 85
THUMBNAIL, THUMBNAIL_QUALITY = 320, 80  # pixels
MAX_SCANS = 100  # of a progressive JPEG, honest ones have about 10: each is a pass over the whole picture and may be 20 bytes
FORMATS = ("JPEG", "PNG", "WEBP")
PHOTO_PAIR = "MPO"  # how phones store a photo with a second one in the same JPEG; the first is the photo
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{64}")


class FileDamaged(RuntimeError):
    """A stored file no longer has the content its name says: restore it from a backup."""


@dataclass(frozen=True)
class Picture:
    """A picture ready to store: JPEG, upright, at most 2,048 pixels a side, no metadata."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class StoredPicture:
    hash: str
    width: int
    height: int
    size: int


def prepare_picture(data: bytes) -> Picture:
    """Decode, turn upright, shrink and write again. Takes up to a second of computing: call it before opening a door."""
    if not data:
        raise Refusal("files.picture_empty")
    if len(data) > MAX_SIZE:
        raise Refusal("files.picture_too_large", size=round(len(data) / MEGABYTE, 1), limit=MAX_SIZE // MEGABYTE)
    if _scans(data) > MAX_SCANS:
        raise Refusal("files.picture_damaged")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                _check_header(image)
                plain = _plain(image)
        except Refusal:
            raise
        except UnidentifiedImageError as error:
            raise Refusal("files.not_picture") from error
        except Image.DecompressionBombError as error:
            raise Refusal("files.picture_pixels", limit=MAX_PIXELS // MEGABYTE) from error
        except Exception as error:  # on hostile bytes a decoder may raise anything
            raise Refusal("files.picture_damaged") from error
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), plain.width, plain.height)


def store_picture(session: Session, data: bytes | Picture) -> StoredPicture:
    """Store a picture once, whoever sends it how often. The file is on disk before its row is: a row never lacks its file."""
    picture = data if isinstance(data, Picture) else prepare_picture(data)
    name = hashlib.sha256(picture.content).hexdigest()
    _write(name, picture.content)
    row = {
        "hash": name,
        "media_type": "image/jpeg",
        "size": len(picture.content),
        "width": picture.width,
        "height": picture.height,
        "stored_at": clock.now(),
    }
    session.execute(db.insert_into(session, StoredFile).values(row).on_conflict_do_nothing())
    return StoredPicture(name, picture.width, picture.height, len(picture.content))


def read_file(name: str) -> bytes:
    """The content of a stored file by its hash. Raises NotFound, or FileDamaged when the disk changed it."""
    if not _HASH.fullmatch(name):
        raise NotFound("files.gone")
    try:
        content = _path(name).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("files.gone") from error
    if hashlib.sha256(content).hexdigest() != name:
        raise FileDamaged(name)
    return content


@lru_cache(maxsize=256)
def thumbnail(name: str) -> bytes:
    """Small enough for a phone's network. The name is the content's hash, so what is remembered stays true."""
    with Image.open(BytesIO(read_file(name))) as picture:
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        out = BytesIO()
        picture.save(out, "JPEG", quality=THUMBNAIL_QUALITY)
    return out.getvalue()


def erase_file(name: str) -> None:
    """From the disk, for good; its row must be gone already, and that transaction over."""
    if _HASH.fullmatch(name):
        _path(name).unlink(missing_ok=True)


def _check_header(image: Image.Image) -> None:
    """What the header says, before anything is decoded."""
    if image.width * image.height > MAX_PIXELS:
        raise Refusal("files.picture_pixels", limit=MAX_PIXELS // MEGABYTE)
    if image.format != PHOTO_PAIR and getattr(image, "is_animated", False):
        raise Refusal("files.picture_moving")


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, upright, on white: a new image carries nothing over from the old one."""
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    image.load()
    turn = TURNS.get(_orientation(image))
    sixteen_bits = image.mode.startswith("I")
    pixels: Image.Image = image.convert("I").point(lambda value: value / 256).convert("L") if sixteen_bits else image
    pixels = pixels.convert("RGBA" if pixels.has_transparency_data else "RGB")
    pixels.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    pixels = pixels.transpose(turn) if turn is not None else pixels
    plain = Image.new("RGB", pixels.size, "white")
    plain.paste(pixels, mask=pixels.getchannel("A") if pixels.mode == "RGBA" else None)
    return plain


def _orientation(image: Image.Image) -> int:
    try:
        turned = image.getexif().get(ORIENTATION, 1)
    except Exception:  # broken metadata is thrown away anyway and is no reason to refuse the picture
        return 1
    return turned if isinstance(turned, int) else 1


def _scans(data: bytes) -> int:
    """How often a JPEG starts a scan before its end; segments are skipped, for a preview inside them has scans of its own."""
    if not data.startswith(b"\xff\xd8"):
        return 0
    scans, at = 0, 2
    while marker := _MARKER.search(data, at):
        kind, at = marker[1][0], marker.end()
        if kind == 0xD9:
            break
        scans += kind == 0xDA
        at += int.from_bytes(data[at : at + 2], "big")
    return scans


def _path(name: str) -> Path:
    return settings().var / "files" / name[:2] / name[2:4] / name


def _write(name: str, content: bytes) -> None:
    """Whole or not at all, also when the power fails: written beside, forced to disk, renamed, and the folders forced too."""
    path = _path(name)
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _force(folder)


def _force(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
