"""Choices kept in the address under codes: Streamlit's own binding writes the words of the reader's language there."""

from collections.abc import Collection

import streamlit as st


def said(name: str, options: Collection[str], default: str) -> str:
    value = st.query_params.get(name, default)
    return value if value in options else default


def keep(name: str, value: str, default: str = "") -> None:
    if value == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
