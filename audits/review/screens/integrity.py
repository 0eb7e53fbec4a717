"""What signals are worth, for whoever reads them."""

import streamlit as st

from tracker.core.words import say


def integrity_note() -> None:
    """What a browser cannot prove."""
    st.caption(say("signals.note"))
