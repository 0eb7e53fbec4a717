"""Audits in lists: what waits, what was approved and may be released, what was set aside."""

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from audits.review.actions import release_audits
from audits.review.queries import ApprovedRow, QueueRow, approved_audits, count_approved, excluded_audits, queue
from audits.review.queries.integrity import Signal
from audits.review.queries.lists import ranked
from audits.review.screens.audit import badges, percent_words, result_words
from audits.visits.models import AuditState
from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import day, number, say
from tracker.people.rules import Action, Actor, can

PAGE = 20
RETURNED = (AuditState.RETURNED, AuditState.IN_PROGRESS)


def listed(actor: Actor, *, then: Callable[[], None]) -> UUID | None:
    """One of the lists, chosen by its name; the audit that was chosen in it. `then` is called when a list is no longer true."""
    reviews = can(actor, Action.REVIEW_AUDIT)
    with reading() as session:
        queued = {"waiting": queue(session, by=actor), "returned": queue(session, by=actor, states=RETURNED)} if reviews else {}
        totals = {"unreleased": count_approved(session, by=actor, unreleased=True), "approved": count_approved(session, by=actor)}
        counts: dict[str, int | None] = {**{name: len(rows) for name, rows in queued.items()}, **totals, "excluded": None}
    chosen = _chosen_list(counts)
    if chosen in queued:
        with reading() as session:
            rows = ranked(session, queued[chosen])
        return _waiting(rows, empty=f"review.empty.{chosen}")
    total = totals.get(chosen, 0)
    at = st.pagination(-(-total // PAGE), key=f"{chosen}_page") if total > PAGE else 1
    window = {"limit": PAGE, "offset": (at - 1) * PAGE}
    with reading() as session:
        if chosen == "excluded":
            decided = excluded_audits(session, by=actor)
        else:
            decided = approved_audits(session, by=actor, unreleased=chosen == "unreleased", **window)
    if chosen == "unreleased":
        return _to_release(decided, actor, then)
    return _audits(decided, empty=f"review.empty.{chosen}")


def _chosen_list(counts: dict[str, int | None]) -> str:
    """The address keeps it."""
    first = next(iter(counts))
    wanted = st.query_params.get("list", first)
    names = {name: say(f"review.list.{name}") + ("" if n is None else f" ({number(n)})") for name, n in counts.items()}
    given = st.segmented_control(
        say("review.list_label"),
        list(names),
        default=wanted if wanted in names else first,
        format_func=names.__getitem__,
        key="review_list",
        label_visibility="collapsed",
        required=True,
    )
    chosen = given or first
    if st.query_params.get("list", first) != chosen:
        st.query_params["list"] = chosen
    return chosen


def _waiting(rows: Sequence[tuple[QueueRow, Sequence[Signal]]], *, empty: str) -> UUID | None:
    """What waits, in the order of the queue; the audit that was chosen."""
    if not rows:
        empty_state(empty)
    for row, signals in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
                st.text(" · ".join(_facts(row)))
                if signals:
                    st.badge(say("review.signals", n=len(signals)), color="orange", icon=":material/flag:")
            if _opens(row.submission_id, str(row.store)):
                return row.submission_id
    return None


def _facts(row: QueueRow) -> list[str]:
    facts = [say("review.received", at=row.received_at), say("review.due", due=row.due_on)]
    facts += [say("review.attempt_n", n=row.attempt)] if row.attempt > 1 else []
    facts += [say("review.by_shopper", name=row.shopper)] if row.shopper else []
    facts += [say("review.own")] if row.is_own else []
    if row.state is AuditState.IN_REVIEW:
        facts += [say("review.in_my_hands") if row.is_mine else say("review.reviewed_by", name=row.reviewer)]
    return facts


def _audits(rows: Sequence[ApprovedRow], *, empty: str) -> UUID | None:
    """Decided audits by week; the audit that was chosen."""
    if not rows:
        empty_state(empty)
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _row(row)
            if _opens(row.submission_id, str(row.store)):
                return row.submission_id
    return None


def _to_release(rows: Sequence[ApprovedRow], actor: Actor, then: Callable[[], None]) -> UUID | None:
    """Approved audits that their stores do not see yet, to be released one by one or together; the audit that was chosen."""
    if not rows:
        empty_state("review.empty.unreleased")
        return None
    st.warning(say("review.release_reminder"), icon=":material/person_search:")
    chosen, opened = [], None
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            label = say("review.release_this", store=row.store)
            if st.checkbox(label, key=f"release {row.submission_id}", label_visibility="collapsed"):
                chosen.append(row.submission_id)
            _row(row)
            if _opens(row.submission_id, str(row.store)):
                opened = row.submission_id
    pressed = st.button(
        say("review.release_n", n=len(chosen)),
        type="primary",
        key="release_chosen",
        disabled=not chosen,
        icon=":material/storefront:",
    )
    if pressed and (outcome := attempt(release_audits, submission_ids=chosen, by=actor)):
        done("review.released_n", n=outcome.value)
        then()
    return opened


def _row(row: ApprovedRow) -> None:
    with st.container(gap="xsmall", width="stretch"):
        st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
        state = [] if row.state is AuditState.APPROVED else [say(f"review.state.{row.state.value}")]
        numbers = [percent_words(row.percent), row.band, result_words(row.passed)]
        st.text(" · ".join(part for part in (say("review.week", day=day(row.week)), *numbers, *state) if part))
        badges(is_released=row.is_released, is_calibration=row.is_calibration)


def _opens(key: UUID, store: str) -> bool:
    return st.button(say("review.open"), key=f"open {key}", help=say("review.open_of", store=plain(store)))
