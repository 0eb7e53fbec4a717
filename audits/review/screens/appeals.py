"""Appeals: what a store objects to, the decision item by item, and how many audits are queried and changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.actions import LONGEST_REASON
from audits.review.forms.appeals import RulingForm
from audits.review.models import Ruling
from audits.review.queries.appeals import AppealedItem, AppealRow, RateRow
from audits.review.rules import USUALLY_CHANGED, USUALLY_QUERIED, Appealed
from audits.review.screens.audit import percent_words
from audits.rubrics.forms import ItemKind, RubricText, visible_options
from audits.rubrics.screens.fields import ask, value_text
from tracker.core.files import thumbnail
from tracker.core.screens import attempt, done, empty_state, plain, table
from tracker.core.shares import Interval, wilson
from tracker.core.words import day, number, percent, say
from tracker.people.rules import Actor


def appeal_list(rows: Sequence[AppealRow], *, empty: str) -> AppealRow | None:
    """The appeal that was chosen."""
    if not rows:
        empty_state(empty)
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
                st.text(" · ".join(_facts(row)))
            if st.button(say("review.open"), key=f"appeal {row.id}", help=say("review.open_of", store=plain(str(row.store)))):
                return row
    return None


def _facts(row: AppealRow) -> list[str]:
    facts = [say("review.week", day=day(row.week)), say("appeals.items_n", n=len(row.items))]
    facts += [say(f"appeals.appeal.{row.state.value}")] if row.ruling is None else [_outcome(row)]
    return facts


def _outcome(row: AppealRow) -> str:
    before, after = percent_words(row.before) or "–", percent_words(row.after) or "–"
    amended = row.ruling is Ruling.AMENDED
    return say("appeals.amended_line", before=before, after=after) if amended else say("appeals.upheld_line", score=before)


def show_appeal(row: AppealRow, rubric: RubricText) -> None:
    """What was written, with the ruling and the score before and after once it is decided."""
    with st.container(border=True):
        st.markdown(f"**{say('appeals.one')}** · {say(f'appeals.appeal.{row.state.value}')}")
        if row.ruling is not None:
            st.text(_outcome(row))
        if row.note:
            st.text(row.note)
        for item in row.items:
            _show_item(item, rubric)


def _show_item(item: AppealedItem, rubric: RubricText) -> None:
    known = rubric.items[item.item_code]
    st.markdown(plain(str(known.label)))
    st.text(say("appeals.item_line", category=say(f"appeals.category.{item.category.value}"), text=item.text))
    if item.pictures:
        st.image([thumbnail(mark) for mark in item.pictures], width=160, alt=[str(known.label)] * len(item.pictures))
    if item.ruling is Ruling.AMENDED:
        st.success(plain(say("appeals.now", value=value_text(known, item.value))), icon=":material/edit:")
    elif item.ruling is Ruling.UPHELD:
        st.info(say("appeals.stays"), icon=":material/check:")
    if item.reason:
        st.text(say("review.reason_line", text=item.reason))


def rule(
    row: AppealRow,
    rubric: RubricText,
    answers: Mapping[str, Any],
    actor: Actor,
    settle: Callable[..., Any],
    *,
    then: Callable[[], None],
) -> None:
    """The decision: each item stays as it is or gets the answer that counts from now on."""
    st.subheader(say("appeals.decide"))
    rulings = [_ruling(row.id, item, rubric, answers) for item in row.items]
    if st.button(say("appeals.decide_now"), type="primary", key="decide_appeal", icon=":material/gavel:") and attempt(
        settle, appeal_id=row.id, seen=row.version, rulings=rulings, by=actor
    ):
        done("appeals.decided_done")
        then()


def _ruling(appeal_id: UUID, item: AppealedItem, rubric: RubricText, answers: Mapping[str, Any]) -> RulingForm:
    known, key = rubric.items[item.item_code], f"{appeal_id} {item.item_code}"
    value = answers.get(item.item_code)
    can_amend = known.kind is not ItemKind.PHOTO
    with st.container(border=True):
        st.markdown(f"**{plain(str(known.label))}**")
        if can_amend:
            st.text(say("appeals.counts_now", value=value_text(known, value)))
        ruling = st.segmented_control(
            say("appeals.ruling"),
            list(Ruling) if can_amend else [Ruling.UPHELD],
            default=Ruling.UPHELD,
            format_func=lambda one: say(f"appeals.ruling.{one.value}"),
            key=f"ruling {key}",
            required=True,
        )
        if ruling is Ruling.AMENDED:
            options = visible_options(rubric, known, answers)
            value = ask(known, value, key=f"value {key}", required=False, options=options)
        reason = st.text_area(say("appeals.reason"), max_chars=LONGEST_REASON, key=f"reason {key}")
    amended = ruling is Ruling.AMENDED
    return RulingForm(
        item_code=item.item_code, ruling=ruling or Ruling.UPHELD, value=value if amended else None, reason=reason or ""
    )


def show_rates(whole: Appealed, by_store: Sequence[RateRow], by_reviewer: Sequence[RateRow]) -> None:
    """Shares with their intervals and n, beside what is usual."""
    st.subheader(say("appeals.rates"))
    if not whole.released:
        empty_state("appeals.rates_none")
        return
    low, high = (percent(100 * share, 0) for share in USUALLY_QUERIED)
    st.caption(say("appeals.usual", low=low, high=high, changed=percent(100 * USUALLY_CHANGED, 0)))
    with st.grid(min_column_width=150):
        st.metric(say("appeals.column.released"), number(whole.released), border=True)
        for name, n in (("queried", whole.queried), ("changed", whole.changed)):
            share = wilson(n, whole.released)
            label = say(f"appeals.column.{name}")
            st.metric(label, _share(share), _limits(share), delta_color="off", delta_arrow="off", border=True)
    if whole.is_few:
        st.caption(say("appeals.few"))
    for key, rows in (("appeals.by_store", by_store), ("appeals.by_reviewer", by_reviewer)):
        if rows:
            st.markdown(f"**{say(key)}**")
            table([_rate(row) for row in rows], key=key)


def _rate(row: RateRow) -> dict[str, str]:
    queried, changed = (wilson(n, row.counted.released) for n in (row.counted.queried, row.counted.changed))
    return {
        say("appeals.column.name"): row.name,
        say("appeals.column.released"): number(row.counted.released),
        say("appeals.column.queried"): _in_words(row.counted.queried, queried),
        say("appeals.column.changed"): _in_words(row.counted.changed, changed),
        say("appeals.column.note"): say("appeals.few_short") if row.counted.is_few else "",
    }


def _in_words(n: int, share: Interval) -> str:
    return say("appeals.share_line", n=n, share=_share(share), limits=_limits(share))


def _share(share: Interval) -> str:
    return "–" if share.value is None else percent(100 * share.value)


def _limits(share: Interval) -> str:
    if share.low is None or share.high is None:
        return ""
    return say("appeals.limits", low=percent(100 * share.low), high=percent(100 * share.high))
