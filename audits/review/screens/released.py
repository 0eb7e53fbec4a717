"""What a store sees of its released audits, and its way to object. Made for a phone: one column, nothing to scroll sideways."""

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from audits.review.actions import LONGEST_REASON, open_appeal, withdraw_appeal
from audits.review.actions.appeals import MOST_PICTURES
from audits.review.forms.appeals import AppealItemForm
from audits.review.models import AppealCategory
from audits.review.queries.appeals import AppealRow
from audits.review.queries.released import ReleasedRow, ReleasedView
from audits.review.screens.appeals import show_appeal
from audits.review.screens.audit import percent_words, result_words, show_score
from audits.rubrics.forms import ItemKind, ItemText, failed_items
from audits.visits.models import AuditState
from audits.visits.screens.answers import show_answers
from tracker.core.files import Picture, prepare_picture
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, empty_state, plain, show_refusal
from tracker.core.words import day, say
from tracker.people.rules import Actor

PICTURES = ["jpg", "jpeg", "png", "webp"]


def released_list(rows: Sequence[ReleasedRow]) -> UUID | None:
    """The audit that was chosen."""
    if not rows:
        empty_state("appeals.none_released")
    for row in rows:
        with st.container(border=True):
            st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
            st.text(" · ".join(_numbers(row)))
            st.caption(" · ".join(_facts(row)))
            if st.button(say("review.open"), key=f"open {row.public_id}", width="stretch"):
                return row.public_id
    return None


def show_released(seen: ReleasedView) -> None:
    head = seen.head
    st.subheader(plain(f"{head.store} · {head.store_code} · {head.channel}"))
    st.text(" · ".join([str(seen.rubric.name), *_facts(head)]))
    if head.state is AuditState.EXCLUDED:
        st.info(say("appeals.excluded"))
    show_score(seen.rubric, seen.score)
    failed = [str(seen.rubric.items[one.item_code].label) for one in failed_items(seen.rubric, seen.answers)]
    if failed:
        st.markdown(f"**{say('appeals.failed')}**")
        st.text("\n".join(f"• {label}" for label in failed))
    with st.expander(say("review.answers")):
        show_answers(seen.rubric, seen.answers, seen.evidence, seen.shown)


def own_appeals(seen: ReleasedView, actor: Actor, *, then: Callable[[], None]) -> None:
    for row in seen.appeals:
        show_appeal(row, seen.rubric)
        if row.is_open and st.button(say("appeals.withdraw"), key="withdraw_appeal", icon=":material/undo:"):
            _withdraw(row, actor, then)


def _withdraw(row: AppealRow, actor: Actor, then: Callable[[], None]) -> None:
    if attempt(withdraw_appeal, appeal_id=row.id, seen=row.version, by=actor):
        done("appeals.withdrawn_done")
        then()


def object_to(seen: ReleasedView, actor: Actor, *, then: Callable[[], None]) -> None:
    """The appeal: items chosen one after the other, each with what is objected to and its pictures."""
    until = seen.head.appeal_until
    if until is None:
        if not seen.appeals:
            st.caption(say("appeals.over"))
        return
    with st.expander(say("appeals.open_until", until=until), icon=":material/gavel:"):
        st.text(say("appeals.help"))
        items = [item for item in seen.rubric.items.values() if item.code in seen.shown and item.kind is not ItemKind.NOTE]
        labels = {item.code: str(item.label) for item in items}
        failed = {one.item_code for one in failed_items(seen.rubric, seen.answers)}
        first = sorted(labels, key=lambda code: code not in failed)  # what failed is what is objected to
        chosen = [code for code in first if st.checkbox(plain(labels[code]), key=f"object {seen.head.public_id} {code}")]
        forms = [_item(seen, seen.rubric.items[code]) for code in chosen]
        note = st.text_area(say("appeals.note"), max_chars=LONGEST_REASON, key=f"note {seen.head.public_id}")
        pressed = st.button(say("appeals.send"), type="primary", key="send_appeal", disabled=not chosen, width="stretch")
        given = {"public_id": seen.head.public_id, "note": note or ""}
        if pressed and attempt(open_appeal, **given, items=forms, by=actor):
            done("appeals.sent")
            then()


def _item(seen: ReleasedView, item: ItemText) -> AppealItemForm:
    key = f"{seen.head.public_id} {item.code}"
    with st.container(border=True):
        st.markdown(f"**{plain(str(item.label))}**")
        category = st.selectbox(
            say("appeals.category"),
            list(AppealCategory),
            format_func=lambda one: say(f"appeals.category.{one.value}"),
            key=f"category {key}",
        )
        text = st.text_area(say("appeals.text"), max_chars=LONGEST_REASON, key=f"text {key}")
        uploads = st.file_uploader(
            say("appeals.pictures", most=MOST_PICTURES), PICTURES, accept_multiple_files=True, key=f"pictures {key}"
        )
    pictures = [_prepared(key, upload.file_id, upload.getvalue()) for upload in uploads or []]
    kept = tuple(picture for picture in pictures if picture is not None)
    return AppealItemForm(item_code=item.code, category=category or AppealCategory.OTHER, text=text or "", pictures=kept)


def _prepared(key: str, file_id: str, data: bytes) -> Picture | None:
    """Decoded and written again once for each upload: that takes up to a second."""
    known: dict[str, Picture | Refusal] = st.session_state.setdefault(f"prepared {key}", {})
    if file_id not in known:
        try:
            known[file_id] = prepare_picture(data)
        except Refusal as refusal:
            known[file_id] = refusal
    found = known[file_id]
    if isinstance(found, Refusal):
        show_refusal(found)
        return None
    return found


def _numbers(row: ReleasedRow) -> list[str]:
    return [part for part in (percent_words(row.percent) or "–", row.band, result_words(row.passed)) if part]


def _facts(row: ReleasedRow) -> list[str]:
    facts = [say("review.week", day=day(row.week)), say("appeals.visitor", name=row.pseudonym)]
    facts += [say(f"appeals.state.{row.state.value}")] if row.state is not AuditState.APPROVED else []
    facts += [say("appeals.possible_until", until=row.appeal_until)] if row.appeal_until else []
    return facts
