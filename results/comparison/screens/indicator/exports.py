"""The chart as a picture and its values as a file, for a document or another program."""

from functools import partial

import streamlit as st

from results.comparison.charts import line_chart
from results.comparison.queries.indicator import IndicatorView
from results.comparison.workbook import indicator_csv, indicator_workbook
from tracker.core.pictures import Picture, picture
from tracker.core.screens import download
from tracker.core.words import language, say, speaking
from tracker.people.rules import Actor

WIDTH = 1000  # pixels: the chart of a page, as wide as a document
PICTURES = (Picture.SVG, Picture.PNG)
FILES = {"csv": indicator_csv, "xlsx": indicator_workbook}


def offer_exports(seen: IndicatorView, actor: Actor) -> None:
    """Made when somebody asks for one, in a thread that does not know the language."""
    code, zone, name = language(), actor.time_zone or "UTC", seen.line.indicator.code
    with st.expander(say("comparison.take_along"), icon=":material/download:"):
        with st.container(horizontal=True):
            for kind in PICTURES:
                make = partial(_picture, seen, kind, code, zone)
                download(f"comparison.export.{kind.value}", make, f"{name}.{kind.value}")
            for ending in FILES:
                download(f"comparison.export.{ending}", partial(_file, seen, ending, code, zone), f"{name}.{ending}")


def _picture(seen: IndicatorView, kind: Picture, code: str, zone: str) -> bytes:
    found = seen.found
    with speaking(code, zone):
        chart = line_chart(seen.line, found.bands, found.starts_on, found.ends_on, seen.happened)
        return picture(chart, kind, width=WIDTH)


def _file(seen: IndicatorView, ending: str, code: str, zone: str) -> bytes:
    with speaking(code, zone):
        return FILES[ending](seen.line, seen.happened)
