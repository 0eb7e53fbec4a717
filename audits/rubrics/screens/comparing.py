"""Two versions of a rubric side by side, item by item."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from audits.rubrics.forms import RubricText
from audits.rubrics.forms.compare import Change, Difference, compare
from audits.rubrics.queries import VersionName, rubric_version
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain
from tracker.core.words import say
from tracker.people.rules import Actor

COLOURS: dict[Change, Any] = {Change.ADDED: "green", Change.REMOVED: "red", Change.MOVED: "violet", Change.CHANGED: "blue"}


def compare_versions(versions: Sequence[VersionName], actor: Actor) -> None:
    """Choose two, see what differs."""
    names = {version.version_id: say("rubrics.compare.version", n=version.number) for version in versions}
    keys = list(names)
    with st.container(horizontal=True):
        old = st.selectbox(say("rubrics.compare.older"), keys, index=1, format_func=names.__getitem__, key="compare_old")
        new = st.selectbox(say("rubrics.compare.newer"), keys, index=0, format_func=names.__getitem__, key="compare_new")
    with reading() as session:
        before, after = (rubric_version(session, version_id=key, by=actor).rubric for key in (old, new))
    show_differences(before, after, names[old], names[new])


def show_differences(old: RubricText, new: RubricText, old_name: str, new_name: str) -> None:
    found = compare(old, new)
    if not found:
        empty_state("rubrics.compare.same")
        return
    counts = {change: len({(one.part, one.code) for one in found if one.change is change}) for change in Change}
    with st.container(horizontal=True):
        for change, count in counts.items():
            if count:
                st.badge(say(f"rubrics.compare.count.{change.value}", n=count), color=COLOURS[change])
    for (part, code), differences in groupby(found, lambda one: (one.part, one.code)):
        with st.container(border=True, gap="small", key=f"differs_{part.value}_{code}"):
            _one(list(differences), old_name, new_name)


def _one(differences: list[Difference], old_name: str, new_name: str) -> None:
    first = differences[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(say(f"rubrics.compare.part.{first.part.value}"), color="gray")
        for change in dict.fromkeys(one.change for one in differences):
            st.badge(say(f"rubrics.compare.change.{change.value}"), color=COLOURS[change])
    st.markdown(f"**{plain(first.name)}**")
    for one in differences:
        if one.before or one.after:
            if one.field:
                st.caption(field_word(one))
            left, right = st.columns(2)
            with left:
                _side(old_name, one.before)
            with right:
                _side(new_name, one.after)


def _side(name: str, words: str) -> None:
    """Several lines begin below the version's name."""
    words = f"\n{words}" if "\n" in words else words
    st.text(say("rubrics.compare.side", version=name, words=words or say("rubrics.compare.nothing")))


def field_word(one: Difference) -> str:
    return say(f"rubrics.field.{one.field}")


def difference_line(one: Difference) -> str:
    """One difference as a line of a list."""
    what = say(f"rubrics.compare.change.{one.change.value}")
    if one.change is not Change.CHANGED or not one.field:
        return say("rubrics.compare.line_whole", name=one.name, change=what)
    nothing = say("rubrics.compare.nothing")
    return say(
        "rubrics.compare.line", name=one.name, field=field_word(one), before=one.before or nothing, after=one.after or nothing
    )
