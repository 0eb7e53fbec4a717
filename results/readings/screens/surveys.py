"""Answers of respondents from a file: what to leave out, which column is what, what would be stored."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from results.readings.actions import import_survey
from results.readings.documents import TOP
from results.readings.forms import SurveyAsked, SurveyFile
from results.readings.queries.surveys import AskedIndicator, SurveyPreview, asked_indicators, preview_survey
from results.readings.rules.survey import ScoreKind
from results.readings.workbook import GivenAnswers, given_answers, read_answers
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, empty_state, empty_upload, read_upload, show_refusal, table
from tracker.core.words import month, number, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

UPLOAD = "answers"
SCALES = {
    ScoreKind.NPS: ((0, 10),),
    ScoreKind.SHARE: ((1, 5), (1, 7), (1, 10), (0, 10)),
    ScoreKind.INDEX: ((1, 10), (1, 5), (1, 7), (0, 10), (0, 100)),
}
HEAVIEST = 100.0
DECIMALS = 1


def import_answers(actor: Actor, programme: ProgrammeRow) -> None:
    with reading() as session:
        indicators = asked_indicators(session, programme_id=programme.id, by=actor)
    if not indicators:
        empty_state("readings.survey.no_indicator")
        return
    st.text(say("readings.survey.help"))
    given: GivenAnswers | None = read_upload(
        "readings.survey.upload", ["xlsx", "csv"], given_answers, key=UPLOAD, busy_key="readings.being_read"
    )
    if given is None:
        return
    left_out = _left_out(given)
    if left_out is None:
        return
    indicator = st.selectbox(
        say("readings.column.indicator"), indicators, format_func=lambda one: one.name, key="answers_indicator"
    )
    asked = _asked(given, indicator)
    if asked is not None:
        _preview(actor, programme, indicator, read_answers(given, asked), left_out)


def _left_out(given: GivenAnswers) -> frozenset[str] | None:
    """The personal columns, once somebody has chosen to leave them out. None: the file is refused, or nothing is chosen yet."""
    if not given.personal:
        return frozenset()
    st.warning(say("readings.survey.personal_found", n=len(given.personal)), icon=":material/person_off:")
    rows = [
        {
            say("readings.survey.column"): one.name,
            say("readings.survey.holds"): say(f"readings.personal.{one.kind.value}"),
            say("readings.survey.known_by"): say(f"readings.survey.known_by_{'content' if one.by_content else 'title'}"),
        }
        for one in given.personal
    ]
    table(rows, key="personal")
    chosen = st.segmented_control(
        say("readings.survey.personal_question"),
        ["leave_out", "refuse"],
        default=None,
        format_func=lambda one: say(f"readings.survey.choice_{one}"),
        key=f"personal_{given.file_hash}",
    )
    if chosen == "refuse":
        st.info(say("readings.survey.refused"))
    return frozenset(one.name for one in given.personal) if chosen == "leave_out" else None


def _asked(given: GivenAnswers, indicator: AskedIndicator) -> SurveyAsked | None:
    """What each column is. None while something is open."""
    mark = given.file_hash[:12]
    places: dict[str, str | None] = {}
    with st.grid(min_column_width=220):
        for what in ("date", "store", "team", "channel"):
            places[what] = _column(given, what, mark)
    free = [name for name in given.header if name not in places.values()]
    usual = [name for name in free if name in given.like_answers]
    columns = _questions(free, usual, indicator.kind, mark)
    low, high = _scale(indicator.kind, mark)
    top = _top(low, high, mark) if indicator.kind is ScoreKind.SHARE else None
    if places["date"] is None or not columns:
        st.info(say("readings.survey.choose_columns"))
        return None
    named = [name for name in places.values() if name is not None]
    if len(named) != len(set(named)):
        st.warning(say("readings.survey.column_twice"))
        return None
    return SurveyAsked(
        kind=indicator.kind,
        low=low,
        high=high,
        top=top,
        columns=columns,
        date_column=places["date"],
        store_column=places["store"],
        team_column=places["team"],
        channel_column=places["channel"],
    )


def _column(given: GivenAnswers, what: str, mark: str) -> str | None:
    guess = given.usual(what)
    return st.selectbox(
        say(f"readings.survey.column_of.{what}"),
        given.header,
        index=given.header.index(guess) if guess else None,
        placeholder=say("readings.survey.none"),
        key=f"answers_{what}_{mark}",
    )


def _questions(free: Sequence[str], usual: Sequence[str], kind: ScoreKind, mark: str) -> tuple[tuple[str, float], ...]:
    """The columns with the answers; those of an index with their weights."""
    if kind is not ScoreKind.INDEX:
        name = st.selectbox(
            say("readings.survey.answer_column"),
            free,
            index=free.index(usual[0]) if len(usual) == 1 else None,
            placeholder=say("readings.survey.none"),
            key=f"answers_column_{kind.value}_{mark}",
        )
        return ((name, 1.0),) if name else ()
    names = st.multiselect(
        say("readings.survey.answer_columns"), free, usual, placeholder=say("readings.survey.none"), key=f"answers_columns_{mark}"
    )
    if len(names) < 2 or not st.toggle(say("readings.survey.weigh"), key=f"answers_weigh_{mark}"):
        return tuple((name, 1.0) for name in names)
    with st.grid(min_column_width=160):
        return tuple((name, float(st.number_input(name, 0.1, HEAVIEST, 1.0, 0.1, key=f"weight_{name}_{mark}"))) for name in names)


def _scale(kind: ScoreKind, mark: str) -> tuple[int, int]:
    scales = SCALES[kind]
    if len(scales) == 1:
        return scales[0]
    at: int = st.segmented_control(
        say("readings.survey.scale"),
        list(range(len(scales))),
        default=0,
        required=True,
        format_func=lambda one: say("readings.survey.from_to", low=scales[one][0], high=scales[one][1]),
        key=f"answers_scale_{kind.value}_{mark}",
    )
    return scales[at]


def _top(low: int, high: int, mark: str) -> int:
    """By default the upper two of five, and as much of a longer scale."""
    tops = list(range(low + 1, high + 1))
    usual = TOP if (low, high) == (1, 5) else high - 1
    return st.selectbox(say("readings.survey.top"), tops, index=tops.index(usual), key=f"answers_top_{low}_{high}_{mark}")


def _preview(
    actor: Actor, programme: ProgrammeRow, indicator: AskedIndicator, file: SurveyFile, left_out: frozenset[str]
) -> None:
    asked: dict[str, Any] = {
        "programme_id": programme.id,
        "indicator_code": indicator.code,
        "file": file,
        "left_out": left_out,
        "by": actor,
    }
    st.subheader(say("readings.survey.look"))
    try:
        with reading() as session:
            found = preview_survey(session, **asked)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if found.again is not None:
        st.info(say("readings.survey.again", at=found.again))
        return
    _show(found)
    if not st.button(say("readings.survey.store", n=found.answers), type="primary", key="store_answers"):
        return
    outcome = attempt(import_survey, **asked)
    if outcome:
        stored = outcome.value
        done("readings.survey.stored", answers=stored.answers, new=stored.new, corrected=stored.corrected)
        empty_upload(UPLOAD)
        st.rerun()


def _show(found: SurveyPreview) -> None:
    score = found.score
    value = say("readings.survey.too_few") if score.value is None else number(round(score.value, DECIMALS), DECIMALS)
    with st.grid(min_column_width=140):
        st.metric(say("readings.survey.score"), value, border=True)
        st.metric(say("readings.survey.answers"), number(found.answers), border=True)
        st.metric(say("readings.survey.missing"), number(found.missing), border=True)
        st.metric(say("readings.survey.stores"), number(found.stores), border=True)
    if score.lower is not None and score.upper is not None:
        low, high = (number(round(end, DECIMALS), DECIMALS) for end in (score.lower, score.upper))
        st.caption(say("readings.survey.interval", low=low, high=high))
    table(
        [
            {
                say("readings.survey.month"): month(one.month),
                say("readings.survey.new_answers"): number(one.new),
                say("readings.survey.stored_answers"): number(one.before),
            }
            for one in found.months
        ],
        key="months_of_answers",
    )
    if any(one.before for one in found.months):
        st.text(say("readings.survey.adds_to"))
