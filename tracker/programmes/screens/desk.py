"""One's own risks that are to be looked at again."""

from collections.abc import Sequence

import streamlit as st

from tracker.core.screens import plain
from tracker.core.words import say
from tracker.programmes.queries.desk import RiskToReview


def show_own_risks(risks: Sequence[RiskToReview]) -> None:
    """Nothing where there is none."""
    if not risks:
        return
    st.subheader(say("desk.risks"))
    for risk in risks:
        with st.container(border=True):
            st.markdown(f"**{plain(risk.title)}**")
            said = say("desk.review_late" if risk.late else "desk.review", day=risk.review_on)
            st.badge(said, color="orange" if risk.late else "gray")
            st.caption(plain(risk.programme))
            st.page_link(
                "programme/risks.py",
                label=say("desk.to_risks"),
                query_params={"programme": risk.programme_code},
                icon=":material/arrow_forward:",
            )
