"""Where the sources of a programme disagree: each side with its letter, none hidden and none preferred in silence."""

from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import plain, table
from tracker.core.words import number, say
from tracker.people.rules import Actor
from tracker.targets.queries import sources_of
from tracker.targets.rules import ConflictRow, Sources, WeightsRow


def show_sources(found: Sources) -> None:
    for conflict in found.conflicts:
        _show_conflict(conflict)
    for weights in found.weights:
        _show_weights(weights)


def tell_conflicts(programme_id: UUID, actor: Actor, indicator: str | None = None) -> None:
    """Of a programme, folded away; only those of one indicator where one is named. Nothing where the sources agree."""
    with reading() as session:
        found = sources_of(session, programme_id=programme_id, by=actor)
    if indicator:
        found = Sources(tuple(one for one in found.conflicts if indicator in one.indicators), ())
    count = len(found.conflicts) + sum(not one.is_whole for one in found.weights)
    if count:
        title = say("templates.disagree_one") if count == 1 else say("templates.disagree", n=count)
        with st.expander(title, icon=":material/rule:"):
            show_sources(found)


def _show_conflict(conflict: ConflictRow) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(conflict.what)}**")
        st.text("\n".join(say("templates.said", source=source, text=text) for source, text in conflict.said))
        if conflict.choice:
            st.caption(plain(conflict.choice))


def _show_weights(weights: WeightsRow) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(say('templates.weights', name=weights.name, source=weights.source))}**")
        if not weights.is_whole:
            sums = {"old": number(weights.old_sum), "new": number(weights.new_sum)}
            st.warning(plain(say("templates.not_whole", **sums)), icon=":material/balance:")
        table(
            [
                {
                    say("templates.column.part"): name,
                    say("templates.column.old"): _weight(old),
                    say("templates.column.new"): _weight(new),
                    say("templates.column.normalised"): _weight(share),
                }
                for name, old, new, share in weights.parts
            ]
        )


def _weight(weight: float | None) -> str:
    return "–" if weight is None else number(weight)
