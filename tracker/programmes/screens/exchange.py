"""The whole programme as a workbook: out, edited elsewhere, and in again after a look at what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, download, empty_upload, plain, read_upload, show_problems
from tracker.core.words import language, say, show
from tracker.core.workbooks import read_workbook
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.rules import ProgrammeRow, ProgrammeStatus
from tracker.programmes.actions.accepting import accept_differences
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import Change, Comparison, Difference, Field, Plain
from tracker.programmes.queries.comparing import differences
from tracker.programmes.queries.sheets import programme_sheets
from tracker.programmes.workbook.reading import read_programme
from tracker.programmes.workbook.writing import programme_workbook, shown

UPLOAD = "programme_workbook"
MOST_CARDS = 60  # a page with more of them is slow, and nobody reads it
LONGEST = 300
ICONS = {Change.ADDED: ":material/add:", Change.CHANGED: ":material/edit:", Change.REMOVED: ":material/delete:"}


@dataclass(frozen=True)
class Look:
    """What was found in an upload; `ignored` are sheets that are none of ours."""

    found: Comparison
    ignored: tuple[str, ...]


def offer_workbook(programme: ProgrammeRow, actor: Actor) -> None:
    """The programme as a file, made when somebody asks for it."""
    st.text(say("exchange.out_help"))
    code = language()

    def make() -> bytes:
        with reading() as session:
            rows = programme_sheets(session, programme_id=programme.id, by=actor)
        return programme_workbook(rows, code)

    download("exchange.download", make, f"{programme.code}.xlsx")


def take_workbook(programme: ProgrammeRow, actor: Actor) -> None:
    """The way back in, for whoever may edit the plan."""
    editor = can(actor, Action.EDIT_PLAN, Place(programme_id=programme.id))
    if not editor or programme.status is not ProgrammeStatus.ACTIVE:
        return
    st.subheader(say("exchange.in_title"))
    st.text(say("exchange.in_help"))

    def read(data: bytes, name: str) -> Look:
        book = read_programme(read_workbook(data, name))
        with reading() as session:
            return Look(differences(session, programme_id=programme.id, book=book, by=actor), book.ignored)

    key = f"{UPLOAD}_{programme.id}"
    look: Look | None = read_upload("exchange.upload", ["xlsx"], read, key=key, busy_key="exchange.reading")
    if look is None:
        return
    if look.ignored:
        st.caption(plain(say("exchange.ignored", sheet=say("files.list_separator").join(look.ignored))))
    if look.found.problems:
        st.error(plain(say("exchange.problems", n=len(look.found.problems))), icon=":material/block:")
        show_problems(look.found.problems)
    elif not look.found.differences:
        st.info(say("exchange.nothing_new"), icon=":material/check:")
    else:
        _choose_and_accept(programme, look.found.differences, key, actor)


def _choose_and_accept(programme: ProgrammeRow, found: Sequence[Difference], upload: str, actor: Actor) -> None:
    contested = [one for one in found if one.concurrent]
    calm = [one for one in found if not one.concurrent]
    turn = st.session_state[f"{upload}_turn"]
    chosen: list[Difference] = []
    undecided = 0
    if contested:
        st.warning(plain(say("exchange.contested", n=len(contested))), icon=":material/group:")
    for one in contested:
        mine = _ask_whose(one, turn)
        undecided += mine is None
        chosen += [one] if mine else []
    cards, rest = calm[:MOST_CARDS], calm[MOST_CARDS:]
    for noun, group in groupby(cards, key=lambda one: one.noun):
        st.markdown(f"**{plain(say(BY_NAME[noun].sheet))}**")
        chosen += [one for one in group if _ask_to_take(one, turn)]
    if rest and st.checkbox(plain(say("exchange.the_rest", n=len(rest))), value=True, key=f"take_rest_{turn}"):
        chosen += rest
    label = plain(say("exchange.undecided", n=undecided) if undecided else say("exchange.accept", n=len(chosen)))
    accept = st.button(label, type="primary", disabled=bool(undecided) or not chosen, key="accept_differences")
    if accept and attempt(accept_differences, programme_id=programme.id, differences=chosen, by=actor):
        empty_upload(upload)
        done("exchange.accepted", n=len(chosen))
        st.rerun()


def _ask_to_take(one: Difference, turn: int) -> bool:
    with st.container(border=True):
        taken = st.checkbox(_headline(one), value=True, key=f"take_{turn}_{one.key}")
        _show_fields(one)
    return taken


def _ask_whose(one: Difference, turn: int) -> bool | None:
    """Mine is true, theirs is false; None until somebody chose."""
    with st.container(border=True):
        st.markdown(_headline(one))
        noun = BY_NAME[one.noun]
        names = say("files.list_separator").join(_title(noun.field(name)) for name in one.theirs)
        gone = one.change is Change.ADDED
        st.caption(plain(say("exchange.they_removed") if gone else say("exchange.they_changed", fields=names or "–")))
        _show_fields(one)
        choice = st.segmented_control(
            say("exchange.whose"),
            ["theirs", "mine"],
            format_func=lambda option: say(f"exchange.keep.{option}"),
            key=f"whose_{turn}_{one.key}",
        )
    return None if choice is None else choice == "mine"


def _headline(one: Difference) -> str:
    sheet = say("exchange.place", sheet=one.sheet, n=str(one.row))
    return f"{ICONS[one.change]} {plain(say(f'exchange.change.{one.change.value}'))} · **{plain(one.title)}** · {plain(sheet)}"


def _show_fields(one: Difference) -> None:
    noun = BY_NAME[one.noun]
    lines = []
    for change in one.fields:
        each = noun.field(change.field)
        before, after = _words(each, change.before), _words(each, change.after)
        if one.change is Change.ADDED:
            lines.append(say("events.is", field=_title(each), value=after))
        else:
            lines.append(say("events.from_to", field=_title(each), before=before, after=after))
    if lines:
        st.text("\n".join(lines))


def _title(one: Field) -> str:
    return say(one.column().header_key)


def _words(one: Field, value: Plain) -> str:
    cell = shown(one, value)
    text = "–" if cell in (None, "") else show(cell)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
