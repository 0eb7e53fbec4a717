"""A chart as a file for a document or a wall: light, as wide as a page, with a font that has Chinese signs."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

WIDTH = 1400  # pixels; a year of bars with their names
SCALE = 2.0  # of a PNG, so that it is sharp when printed
PAPER = "#FFFFFF"
# The first comes with the product. The others are for an SVG that is opened elsewhere: those of Windows and macOS, then any.
FONT = "Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


class Picture(StrEnum):
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def picture(spec: Mapping[str, Any], kind: Picture, *, width: int = WIDTH) -> bytes:
    """No address is fetched, whatever the spec names."""
    drawer = _drawer()
    drawn = {name: part for name, part in spec.items() if name != "params"} | {"width": width, "background": PAPER, "padding": 16}
    drawn["config"] = {**spec.get("config", {}), "font": FONT}
    version = str(spec["$schema"]).rsplit("/v", 1)[1].removesuffix(".json")
    said: dict[str, Any] = {"vl_version": version_known(version), "allowed_base_urls": []}
    if kind is Picture.PNG:
        return bytes(drawer.vegalite_to_png(drawn, scale=SCALE, **said))
    if kind is Picture.PDF:
        return bytes(drawer.vegalite_to_pdf(drawn, **said))
    return str(drawer.vegalite_to_svg(drawn, **said)).encode()


def version_known(version: str) -> str:
    """`6.4.3` is drawn by 6.4, or by the latest of those that are there."""
    wanted = ".".join(version.split(".")[:2])
    known: list[str] = _drawer().get_vegalite_versions()
    return wanted if wanted in known else known[-1]


@cache
def _drawer() -> Any:
    """Knows a font with Chinese signs on any machine: without one all of them look alike."""
    import pylopdf_fonts_zh_cn
    import vl_convert  # loads a browser's engine, which most processes never need

    vl_convert.register_font_directory(str(pylopdf_fonts_zh_cn.sans_path().parent))
    return vl_convert
