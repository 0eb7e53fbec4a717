"""The Streamlit pieces that all pages share: acting with refusals as sentences, charts, tables, empty states, downloads."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from tracker.core.db import writing
from tracker.core.refusals import Problem, Problems, Refusal
from tracker.core.words import language, problem_sentence, refusal_sentence, say

MOST_ROWS = 200
DAY = "YYYY-MM-DD"  # how every field for a date shows and takes it
STYLE = (Path(__file__).parent / "frame.css").read_text()
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:<])")


@dataclass(frozen=True)
class Outcome:
    """What came of an action: true when it was done."""

    done: bool
    value: Any = None
    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.done


def attempt(action: Callable[..., Any], **arguments: Any) -> Outcome:
    """Do it behind the writing door; a refusal is shown as a sentence here, and the door is left before the page goes on."""
    try:
        with writing() as session:
            value = action(session, **arguments)
    except Refusal as refusal:
        show_refusal(refusal)
        return Outcome(False, refusal=refusal)
    return Outcome(True, value)


def show_refusal(refusal: Refusal) -> None:
    st.error(plain(refusal_sentence(refusal)), icon=":material/block:")
    if isinstance(refusal, Problems):
        show_problems(refusal.problems)


def show_problems(problems: Sequence[Problem]) -> None:
    """All problems of a file at once, each with its place and its mend."""
    st.text("\n".join(problem_sentence(problem) for problem in problems[:MOST_ROWS]))
    if len(problems) > MOST_ROWS:
        st.caption(say("core.more_problems", n=len(problems) - MOST_ROWS))


def plain(text: str) -> str:
    """People's text inside a Markdown element, shown as typed: no picture is fetched, no link made."""
    return MARKDOWN.sub(r"\\\1", text)


def show_chart(spec: Mapping[str, Any], *, key: str, alt: str) -> None:
    """A finished Vega-Lite spec; `alt` says in words what the chart shows."""
    rows = spec.get("datasets", {})
    whole = {name: with_rows(part, rows) for name, part in spec.items() if name != "datasets"}
    st.vega_lite_chart(whole, key=key, width="stretch", alt=alt)


def with_rows(part: Any, rows: Mapping[str, Any]) -> Any:
    """The same with each named dataset's rows in its place. Streamlit turns a dataset into a DataFrame and that into Arrow,
    which costs 3 ms of processor each: 350 ms for a page of 17 small charts."""
    if isinstance(part, Mapping):
        if set(part) == {"name"} and part["name"] in rows:
            return {"values": rows[part["name"]]}
        return {key: with_rows(inner, rows) for key, inner in part.items()}
    return [with_rows(inner, rows) for inner in part] if isinstance(part, list) else part


def table(rows: Sequence[Mapping[str, object]], *, key: str | None = None) -> None:
    """A plain table whose column names are already in the reader's language."""
    st.dataframe(list(rows[:MOST_ROWS]), hide_index=True, width="stretch", key=key)
    if len(rows) > MOST_ROWS:
        st.caption(say("core.first_rows", shown=MOST_ROWS, n=len(rows)))


def without_empty(rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The same rows without the columns in which none of them says anything: a phone has no room for those."""
    told = {name for row in rows for name, cell in row.items() if cell != ""}
    return [{name: cell for name, cell in row.items() if name in told} for row in rows]


def read_upload(label_key: str, types: Sequence[str], read: Callable[[bytes, str], Any], *, key: str, busy_key: str) -> Any:
    """What `read` makes of the file that was given; read once, though the page runs often. None without a file, and where it
    was refused, which is shown here."""
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    upload = st.file_uploader(say(label_key), type=list(types), key=f"{key}_upload_{turn}")
    if upload is None:
        st.session_state.pop(f"{key}_read", None)
        return None
    data = upload.getvalue()
    mark = (hashlib.sha256(data).hexdigest(), language())
    kept = st.session_state.get(f"{key}_read")
    if kept is None or kept[0] != mark:
        try:
            with st.spinner(say(busy_key)):
                kept = (mark, read(data, upload.name))
        except Refusal as refusal:
            show_refusal(refusal)
            return None
        st.session_state[f"{key}_read"] = kept
    return kept[1]


def empty_upload(key: str) -> None:
    """Take the file away: an uploader under a new key is an empty one."""
    st.session_state[f"{key}_turn"] += 1
    st.session_state.pop(f"{key}_read", None)


def empty_state(key: str, **facts: object) -> None:
    """Nothing to show yet: say what to do next."""
    with st.container(border=True):
        st.text(say(key, **facts))


def download(label_key: str, make: Callable[[], bytes], file_name: str, *, key: str | None = None) -> None:
    """A file that is made only when somebody asks for it."""
    st.download_button(say(label_key), make, file_name, on_click="ignore", key=key or label_key, icon=":material/download:")


def done(key: str, **facts: object) -> None:
    """A short word that something was stored; it survives the rerun after it."""
    st.toast(plain(say(key, **facts)), icon=":material/check:")


def frame() -> None:
    """Style of every page. Streamlit's uploader speaks English only, so its words are put in by style."""
    upload, limit = (json.dumps(say(key), ensure_ascii=False) for key in ("core.upload", "core.upload_limit"))
    st.html(f"<style>{STYLE}:root {{ --upload: {upload}; --upload-limit: {limit}; }}</style>")
