"""A chart as a file for a document or a wall: light, as wide as a page, with a font that has Chinese signs."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

WIDTH = 1400  # pixels; a year of bars with their names
SCALE = 2.0  # of a PNG, so that it is sharp when printed
ABOVE = 16  # pixels: the axis stands on top, and its second line of labels grows downwards
PAPER = "#FFFFFF"
# The first that a machine has; those of Linux, Windows and macOS. The last is any.
FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, WenQuanYi Micro Hei, Microsoft YaHei, PingFang SC, sans-serif"
PROBE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='24' height='24'>"
    "<text y='20' font-size='20' font-family='{font}'>{sign}</text></svg>"
)
ONE_SIGN, OTHER_SIGN = "阶", "段"


class Picture(StrEnum):
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def picture(spec: Mapping[str, Any], kind: Picture) -> bytes:
    """No address is fetched, whatever the spec names."""
    import vl_convert  # loads a browser's engine, which most processes never need

    drawn = {name: part for name, part in spec.items() if name != "params"} | {"width": WIDTH, "background": PAPER, "padding": 16}
    drawn["config"] = {**spec.get("config", {}), "font": FONT, "axisX": {"labelPadding": ABOVE}}
    version = str(spec["$schema"]).rsplit("/v", 1)[1].removesuffix(".json")
    said: dict[str, Any] = {"vl_version": version_known(version), "allowed_base_urls": []}
    if kind is Picture.PNG:
        return bytes(vl_convert.vegalite_to_png(drawn, scale=SCALE, **said))
    if kind is Picture.PDF:
        return bytes(vl_convert.vegalite_to_pdf(drawn, **said))
    return str(vl_convert.vegalite_to_svg(drawn, **said)).encode()


def version_known(version: str) -> str:
    """`6.4.3` is drawn by 6.4, or by the latest of those that are there."""
    import vl_convert

    wanted = ".".join(version.split(".")[:2])
    known: list[str] = vl_convert.get_vegalite_versions()
    return wanted if wanted in known else known[-1]


@lru_cache(maxsize=1)
def has_chinese_font() -> bool:
    """Whether this machine draws Chinese signs: without a font for them all look alike."""
    import vl_convert

    one, other = (vl_convert.svg_to_png(PROBE.format(font=FONT, sign=sign)) for sign in (ONE_SIGN, OTHER_SIGN))
    return bool(one != other)
