"""The history of a contract: every version with its reason, and two of them side by side."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import streamlit as st

from tracker.core.screens import plain
from tracker.core.words import field_name, moment, say
from tracker.targets.rules.contracts import VersionRow, differing
from tracker.targets.sentences import both_words


def show_history(versions: Sequence[VersionRow], people: Mapping[str, str]) -> None:
    """The latest first. Without a change there is nothing to compare."""
    st.subheader(say("contracts.history"))
    if len(versions) < 2:
        st.caption(say("contracts.never_restated"))
        return
    for before, version in reversed(list(pairwise(versions))):
        head = say("contracts.restated", n=version.number, at=version.made_at, who=version.made_by_name)
        fields = _changed(before, version)
        st.markdown(f"**{plain(head)}**")
        st.text(say("contracts.because", reason=version.reason, fields=fields))
    first = versions[0]
    st.caption(plain(say("contracts.defined", at=first.made_at, who=first.made_by_name)))
    with st.expander(say("contracts.side_by_side"), icon=":material/compare:"):
        _compare({version.number: version for version in versions}, people)


def _changed(before: VersionRow, after: VersionRow) -> str:
    """Who locked a baseline goes with when."""
    told = [one.field for one in differing(before.contract, after.contract) if one.field != "baseline_locked_by"]
    return say("files.list_separator").join(field_name(field) for field in told)


def _compare(versions: Mapping[int, VersionRow], people: Mapping[str, str]) -> None:
    """Field by field, only what differs."""
    numbers = list(versions)
    with st.container(horizontal=True):
        older, newer = (
            st.selectbox(
                say(f"contracts.compared.{name}"),
                numbers,
                index=index,
                format_func=lambda number: say("contracts.version_of", n=number, at=moment(versions[number].made_at)),
                key=f"compared_{name}",
            )
            for name, index in (("older", len(numbers) - 2), ("newer", len(numbers) - 1))
        )
    found = differing(versions[older].contract, versions[newer].contract)
    for one in found:
        st.markdown(f"**{plain(field_name(one.field))}**")
        for column, number, words in zip(st.columns(2), (older, newer), both_words(one, people), strict=True):
            with column, st.container(gap=None):
                st.caption(say("contracts.version", n=number))
                st.text(words)
    if not found:
        st.caption(say("contracts.the_same"))
