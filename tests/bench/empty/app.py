"""A page that says one line: what Streamlit itself costs, with the settings and the settled memory of the tracker."""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from tracker.core.launch import PREIMPORTED


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    for name in PREIMPORTED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    yield


app = st.App(Path(__file__).parent / "page.py", lifespan=lifespan)
