"""What an action changed, in sentences: rates with intervals and how many audits they rest on; observed, not attributed."""

from collections.abc import Sequence

import streamlit as st

from audits.findings.queries import ItemEffect
from audits.findings.rules import FEWEST, Effect, Verdict
from tracker.core.screens import plain
from tracker.core.shares import Interval
from tracker.core.words import number, percent, say

SHOWN = {Verdict.BETTER: st.success, Verdict.WORSE: st.error}


def show_effects(effects: Sequence[ItemEffect]) -> None:
    st.subheader(say("actions.effect"))
    if not effects:
        st.caption(say("actions.effect_not_yet"))
        return
    for each in effects:
        with st.container(border=True):
            st.markdown(
                f"**{plain(say('actions.effect_here') if each.stores == 1 else say('actions.effect_all', n=each.stores))}**"
            )
            left, right = st.columns(2)
            left.metric(say("actions.before"), rate(each.effect.before))
            left.caption(interval(each.effect.before))
            right.metric(say("actions.after"), rate(each.effect.after))
            right.caption(interval(each.effect.after))
            SHOWN.get(each.effect.verdict, st.info)(plain(sentence(each.effect)))
    st.caption(say("actions.observed"))


def rate(share: Interval) -> str:
    return "–" if share.value is None else percent(100 * share.value)


def interval(share: Interval) -> str:
    if share.low is None or share.high is None:
        return say("actions.no_audits")
    return say("actions.interval", low=percent(100 * share.low), high=percent(100 * share.high), n=share.n)


def sentence(effect: Effect) -> str:
    if effect.verdict is Verdict.TOO_FEW:
        return say("actions.verdict.too_few", before=effect.before.n, after=effect.after.n, fewest=FEWEST)
    change = effect.change
    points = {name: number(100 * (value or 0), 1) for name, value in (("low", change.low), ("high", change.high))}
    return say(f"actions.verdict.{effect.verdict.value}", points=number(100 * (change.value or 0), 1), **points)
