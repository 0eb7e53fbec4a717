"""The checklist on a phone: a section a screen, each answer stored when given.

Default from the database, compare what comes back with what this session knows to be stored, store the difference. A
heartbeat repeats it, so that taps made while the network or the server was gone arrive without another tap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import streamlit as st

from audits.rubrics.forms import (
    Demand,
    ItemKind,
    ItemText,
    Missing,
    RubricText,
    demanded_evidence,
    is_required,
    note_code,
    visible_items,
    visible_options,
)
from audits.rubrics.rules import screens_of
from audits.rubrics.screens.fields import ask, ask_note, fetch_pieces, note, question
from audits.visits.actions.drafts import open_draft, store_answer, store_photo, take_lease, withdraw_photo
from audits.visits.actions.given import checked
from audits.visits.actions.submissions import submit
from audits.visits.models import AuditState
from audits.visits.queries import VisitInHand, progress, visit_in_hand
from audits.visits.rules import new_lease
from audits.visits.screens.answers import show_answers, thumbnail
from audits.visits.screens.field import link_to_field_form
from tracker.core.db import reading
from tracker.core.files import prepare_picture
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, empty_state, plain, show_refusal
from tracker.core.words import say, time_of_day
from tracker.people.rules import Actor
from tracker.people.screens import present

HEARTBEAT = "4s"
SEND = "send"
PICTURES = ["jpg", "jpeg", "png", "webp"]
BAR = """<style>
.st-key-visit_pieces { display: none; }
.st-key-visit_bar { position: sticky; bottom: 0; z-index: 10; padding: .5rem 0; backdrop-filter: blur(14px); }
[data-testid=stMain] [data-testid=stButton] button, [data-testid=stFileUploader] button, [data-testid=stNumberInput] button,
[data-testid=stTextInput] input, [data-testid=stNumberInput] input, [data-testid=stSelectbox] [data-baseweb=select] > div {
  min-height: 48px;
}
</style>"""


@dataclass(frozen=True)
class Beside:
    """What later folders show on the form: `remarks` in words by item (why it came back), `below` draws under an item (a
    corrective action to verify)."""

    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    below: Callable[[str], None] = lambda _: None


def opened(actor: Actor, assignment_id: UUID) -> VisitInHand | None:
    """One's own visit; looking at it for the first time, or after its return, opens its draft."""
    seen = look(actor, assignment_id)
    if seen is None or seen.state is AuditState.RETURNED:
        if not attempt(open_draft, assignment_id=assignment_id, by=actor):
            return None
        seen = look(actor, assignment_id)
    if seen is not None and seen.state is AuditState.CANCELLED:
        empty_state("visits.cancelled")
        return None
    return seen


def look(actor: Actor, assignment_id: UUID) -> VisitInHand | None:
    with reading() as session:
        return visit_in_hand(
            session, assignment_id=assignment_id, lease=st.session_state.get(_lease_key(assignment_id), ""), by=actor
        )


def fill_in(actor: Actor, seen: VisitInHand, beside: Beside = Beside()) -> None:
    _take_lease(actor, seen)
    st.html(BAR)
    _fetch_pieces()
    link_to_field_form(seen.assignment_id, st.session_state[_lease_key(seen.assignment_id)])
    if st.query_params.get("at") == SEND:
        _sending(seen.assignment_id)
    else:
        _section(seen.assignment_id, beside)


def _fetch_pieces() -> None:
    """Unseen, and why: `fetch_pieces`."""
    with st.container(key="visit_pieces"):
        fetch_pieces()
        st.file_uploader(say("visits.add_photo"), key="piece_photo", disabled=True)
        st.warning(say("visits.not_stored_yet"))
        st.caption(say("visits.required"))


def receipt(seen: VisitInHand) -> None:
    """What was read back from the database, never what the page hoped to have stored."""
    with st.container(border=True):
        st.subheader(say("visits.submitted_title"))
        st.text(say("visits.submitted_at", at=seen.submitted_at))
        st.caption(say("visits.receipt_is"))
        st.code(seen.receipt or "", language=None)
    st.page_link("audits/my_visits.py", label=say("visits.to_my_visits"))


def lease_in_hand(assignment_id: UUID) -> str:
    """The token of this tab, for what else is stored with the form; empty before it is drawn."""
    return str(st.session_state.get(_lease_key(assignment_id), ""))


def _lease_key(assignment_id: UUID) -> str:
    return f"lease {assignment_id}"


def _known_key(draft_id: UUID) -> str:
    return f"known {draft_id}"


def _take_lease(actor: Actor, seen: VisitInHand) -> None:
    """A new session gives up the token in its address for a new one, so that a copied address holds nothing."""
    key = _lease_key(seen.assignment_id)
    if key not in st.session_state:
        token = new_lease()
        if attempt(take_lease, draft_id=seen.draft_id, token=token, by=actor, give_up=st.query_params.get("t", "")).value:
            st.query_params["t"] = token
        st.session_state[key] = token
    elif seen.holds and st.query_params.get("t") != st.session_state[key]:
        st.query_params["t"] = st.session_state[key]  # back from another page: a reload needs it


def _take_over(actor: Actor, seen: VisitInHand) -> None:
    token = st.session_state[_lease_key(seen.assignment_id)] = new_lease()
    if attempt(take_lease, draft_id=seen.draft_id, token=token, by=actor, force=True):
        st.query_params["t"] = token
        st.session_state.pop(_known_key(seen.draft_id), None)
        st.rerun(scope="app")


def _held(assignment_id: UUID) -> tuple[Actor, VisitInHand] | None:
    """How each fragment begins: who is there, and the visit in this tab's hand; None where the tab may only read it."""
    actor = present()
    seen = look(actor, assignment_id)
    if seen is None or seen.state is not AuditState.IN_PROGRESS:
        st.rerun(scope="app")
    if not seen.holds:
        _read_only(actor, seen)
        return None
    return actor, seen


@st.fragment(run_every=HEARTBEAT)
def _section(assignment_id: UUID, beside: Beside) -> None:
    held = _held(assignment_id)
    if held is None:
        return
    actor, seen = held
    number, code, items = _screen(seen)
    known: dict[str, Any] = st.session_state.setdefault(_known_key(seen.draft_id), dict(seen.answers))
    _heading(seen, number, code)
    entry = _Entry(actor, seen, st.session_state[_lease_key(assignment_id)], known, dict(seen.answers))
    for item in items:
        if item.code in visible_items(seen.rubric, entry.answers):
            with st.container(border=True, gap="xsmall"):
                for remark in beside.remarks.get(item.code, ()):
                    st.warning(plain(remark), icon=":material/undo:")
                _item(entry, item)
                beside.below(item.code)
    seen = look(actor, assignment_id) or seen
    _bar(seen, number, all_stored=entry.is_read_back(seen) and not entry.refused)


def _screens(rubric: RubricText) -> list[tuple[str, list[ItemText]]]:
    return screens_of((section.code, section.items) for section in rubric.sections)


def _screen(seen: VisitInHand) -> tuple[int, str, list[ItemText]]:
    """The screen that the address names, counted from 0."""
    screens, said = _screens(seen.rubric), st.query_params.get("at", "1")
    number = min(max(int(said), 1), len(screens)) - 1 if said.isascii() and said.isdigit() and len(said) < 4 else 0
    return number, *screens[number]


def _heading(seen: VisitInHand, number: int, code: str) -> None:
    section = next(section for section in seen.rubric.sections if section.code == code)
    done, items = progress(seen.rubric, seen.answers, seen.evidence)
    st.subheader(plain(str(section.name)))
    st.progress(done / items if items else 1.0, text=say("visits.progress", done=done, items=items))
    st.caption(say("visits.screen", n=number + 1, all=len(_screens(seen.rubric))) + " · :red[\\*] " + say("visits.required"))


@dataclass
class _Entry:
    """One run of a screen: `known` is what this session knows to be stored, `answers` what counts while the screen is drawn."""

    actor: Actor
    seen: VisitInHand
    lease: str
    known: dict[str, Any]
    answers: dict[str, Any]
    refused: bool = False

    def keep(self, code: str, value: Any) -> None:
        """Store what differs from what is known. A refusal stands beside its item, and it is tried again."""
        if value != self.known.get(code):
            arguments = {"draft_id": self.seen.draft_id, "lease": self.lease, "by": self.actor}
            if attempt(store_answer, item_code=code, value=value, **arguments):
                self.known[code] = value
            else:
                self.refused = True
        self.answers[code] = self.known.get(code)

    def is_read_back(self, stored: VisitInHand) -> bool:
        """Whether the database gives back everything this session holds to be stored."""
        return all(stored.answers.get(code) == checked(stored.rubric, code, value) for code, value in self.known.items())


def _item(entry: _Entry, item: ItemText) -> None:
    key, seen = f"{entry.seen.draft_id} {item.code}", entry.seen
    if item.kind is ItemKind.NOTE:
        note(item)
        return
    required = is_required(seen.rubric, item, entry.answers)
    if item.kind is ItemKind.PHOTO:
        question(str(item.label), str(item.guidance or ""), required=required)
        _photos(entry, item)
        return
    options = visible_options(seen.rubric, item, entry.answers)
    entry.keep(item.code, ask(item, entry.known.get(item.code), key=key, required=required, options=options))
    demanded = demanded_evidence(item, entry.answers.get(item.code))
    if Demand.NOTE in demanded:
        code = note_code(item.code)
        entry.keep(code, ask_note(entry.known.get(code), key=f"{key} note"))
    if Demand.PHOTO in demanded or seen.evidence.get(item.code):
        question(say("visits.photo_wanted"), required=Demand.PHOTO in demanded)
        _photos(entry, item)


def _photos(entry: _Entry, item: ItemText) -> None:
    """What the server has is what is shown; the uploader is empty again as soon as its picture is stored."""
    draft_id, hashes = entry.seen.draft_id, entry.seen.evidence.get(item.code, [])
    for file_hash in hashes:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(thumbnail(file_hash), width=120, alt=say("visits.photo_alt", item=item.label))
            if st.button(say("visits.remove_photo"), key=f"{draft_id} {item.code} {file_hash}", icon=":material/delete:"):
                arguments = {"item_code": item.code, "file_hash": file_hash, "lease": entry.lease, "by": entry.actor}
                if attempt(withdraw_photo, draft_id=draft_id, **arguments):
                    st.rerun()
    given = st.file_uploader(
        say("visits.add_photo"), PICTURES, key=f"{draft_id} {item.code} photo {len(hashes)}", label_visibility="collapsed"
    )
    if given is None:
        return
    handled: dict[str, Refusal | None] = st.session_state.setdefault(f"uploads {draft_id}", {})
    if given.file_id not in handled:
        handled[given.file_id] = _store_upload(entry, item, given.getvalue())
        if handled[given.file_id] is None:
            st.rerun()
    if refusal := handled[given.file_id]:
        show_refusal(refusal)


def _store_upload(entry: _Entry, item: ItemText, data: bytes) -> Refusal | None:
    """The picture is decoded and written again before the door is opened: that takes up to a second."""
    try:
        picture = prepare_picture(data)
    except Refusal as refusal:
        return refusal
    arguments = {"item_code": item.code, "data": picture, "lease": entry.lease, "by": entry.actor}
    return attempt(store_photo, draft_id=entry.seen.draft_id, **arguments).refusal


def _bar(seen: VisitInHand, number: int, *, all_stored: bool) -> None:
    """Where one is, what is stored, and where to go. Below the items, so that a tap on it finds them all stored."""
    screens, shown = _screens(seen.rubric), seen.shown
    visible = [at for at, (_, items) in enumerate(screens) if any(item.code in shown for item in items)]
    before, after = [at for at in visible if at < number], [at for at in visible if at > number]
    with st.container(key="visit_bar"):
        if not all_stored:
            st.caption(say("visits.not_stored_yet"))
        elif seen.stored_at:
            st.caption(say("visits.stored_at", time=time_of_day(seen.stored_at)))
        with st.container(horizontal=True):
            back = st.button(say("visits.back"), key="visit_back", disabled=not before, width="stretch")
            missing = st.button(say("visits.missing_n", n=len(seen.missing)), key="visit_gaps", width="stretch")
            on = st.button(say("visits.next" if after else "visits.to_send"), key="visit_next", type="primary", width="stretch")
    if back or missing or on:
        st.query_params["at"] = str(before[-1] + 1) if back else SEND if missing or not after else str(after[0] + 1)
        st.rerun(scope="app")


@st.fragment(run_every=HEARTBEAT)
def _sending(assignment_id: UUID) -> None:
    held = _held(assignment_id)
    if held is None:
        return
    actor, seen = held
    st.subheader(say("visits.send_title"))
    done, items = progress(seen.rubric, seen.answers, seen.evidence)
    st.progress(done / items if items else 1.0, text=say("visits.progress", done=done, items=items))
    goes_to = _missing(seen)
    if not seen.missing:
        st.text(say("visits.send_hint"))
    back = st.button(say("visits.back_to_items"), key="visit_back", width="stretch")
    if goes_to is not None or back:
        st.query_params["at"] = str((goes_to or 0) + 1)
        st.rerun(scope="app")
    if st.button(say("visits.send"), key="visit_send", type="primary", width="stretch", disabled=bool(seen.missing)):
        lease = st.session_state[_lease_key(assignment_id)]
        device = st.context.headers.get("User-Agent", "")
        if attempt(submit, draft_id=seen.draft_id, lease=lease, claimed_at=None, by=actor, device=device):
            del st.query_params["at"]
            st.rerun(scope="app")


def _missing(seen: VisitInHand) -> int | None:
    """What is missing, each a way to its screen; the screen that was chosen."""
    if not seen.missing:
        return None
    st.text(say("visits.missing_intro", n=len(seen.missing)))
    with st.container(key="visit_missing"):
        for missing in seen.missing:
            key = f"missing {missing.item_code} {missing.demand.value}"
            if st.button(_missing_text(seen.rubric, missing), key=key, width="stretch", icon=":material/arrow_forward:"):
                return _screen_of(seen.rubric, missing.item_code)
    return None


def _missing_text(rubric: RubricText, missing: Missing) -> str:
    return say(f"visits.missing.{missing.demand.value}", item=plain(str(rubric.items[missing.item_code].label)))


def _screen_of(rubric: RubricText, code: str) -> int:
    return next(at for at, (_, items) in enumerate(_screens(rubric)) if any(item.code == code for item in items))


def _read_only(actor: Actor, seen: VisitInHand) -> None:
    """Another tab or phone holds the visit: nothing of this one is stored until it takes over."""
    st.warning(say("visits.held_elsewhere"), icon=":material/lock:")
    if st.button(say("visits.take_over"), key="visit_take_over", type="primary", width="stretch"):
        _take_over(actor, seen)
    show_answers(seen.rubric, seen.answers, seen.evidence, seen.shown)
