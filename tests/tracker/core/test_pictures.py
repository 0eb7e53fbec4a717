"""Charts as files, on a machine that may have no font with Chinese signs."""

import os
import subprocess
import sys
from pathlib import Path

import vl_convert

from tracker.core.pictures import version_known
from tracker.core.settings import ROOT

NO_FONT = "<?xml version='1.0'?><fontconfig><dir>{folder}</dir></fontconfig>"
DRAW = """
import hashlib
from tracker.core.pictures import Picture, picture
for sign in ("阶", "段"):
    text = {"mark": {"type": "text", "fontSize": 40}, "encoding": {"text": {"value": sign}}}
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"values": [{}]}, **text}
    print(hashlib.sha256(picture(spec, Picture.PNG, width=100)).hexdigest())
"""


def test_two_chinese_signs_look_different_with_only_the_font_that_comes_along(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts.conf").write_text(NO_FONT.format(folder=tmp_path / "fonts"))
    environment = os.environ | {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", DRAW], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    one, other = done.stdout.split()
    assert one != other


def test_a_version_that_cannot_be_drawn_is_drawn_by_the_latest() -> None:
    assert version_known("99.1.0") == vl_convert.get_vegalite_versions()[-1]
