"""A rubric in words, for pages: its items with their answers, its policy as sentences."""

from collections.abc import Sequence

import streamlit as st

from audits.rubrics.actions.publishing import publish_template
from audits.rubrics.forms import (
    BandText,
    ConditionText,
    ItemText,
    OptionText,
    RubricText,
    SectionText,
    answers_phrase,
    condition_phrase,
)
from audits.scoring.policy import Critical
from tracker.core.screens import attempt, done, plain
from tracker.core.words import say
from tracker.people.rules import Actor


def offer_to_publish(shipped: Sequence[RubricText], by: Actor) -> None:
    """One button for each shipped rubric that is not published yet."""
    for rubric in shipped:
        with st.container(border=True):
            st.text(str(rubric.name))
            st.text(str(rubric.purpose))
            pressed = st.button(say("rubrics.publish"), key=f"publish_{rubric.code}", type="primary")
            if pressed and attempt(publish_template, code=rubric.code, by=by):
                done("rubrics.published", name=rubric.name)
                st.rerun()


def section_heading(section: SectionText) -> str:
    if section.dimension is None:
        return plain(str(section.name))
    dimension = say(f"rubrics.dimension.{section.dimension.value}")
    return plain(say("rubrics.section_heading", name=section.name, dimension=dimension))


def show_item(rubric: RubricText, item: ItemText) -> None:
    """One item as a visitor will meet it: question, answers with points, what they ask for, and the guidance."""
    with st.container(border=True, gap="small"):
        st.text(str(item.label))
        st.text("\n".join(answer_lines(item)))
        if item.options or item.bands:
            said = [say("rubrics.weight", weight=float(item.weight)), *marks(rubric, item)]
        else:
            said = marks(rubric, item)
        if said:
            st.caption(plain(" · ".join(said)))
        if item.guidance:
            st.caption(plain(str(item.guidance)))


def answer_lines(item: ItemText) -> list[str]:
    """The answers an item takes, with their points."""
    if item.options:
        return [_option_line(option) for option in item.options]
    unit = say(f"rubrics.unit.{item.unit.value}") if item.unit else ""
    return [_band_line(band, unit) for band in item.bands] or [say(f"rubrics.kind.{item.kind.value}")]


def marks(rubric: RubricText, item: ItemText) -> list[str]:
    """Critical, required, bonus, when it is shown, and what evidence it asks for."""
    said = [say(f"rubrics.mark.{mark}") for mark in ("critical", "required", "bonus") if getattr(item, mark) is True]
    if isinstance(item.required, ConditionText):
        said.append(say("rubrics.mark.required_when", condition=condition_phrase(rubric, item.required)))
    if item.condition:
        said.append(say("rubrics.mark.condition", condition=condition_phrase(rubric, item.condition)))
    if item.evidence.photo:
        said.append(say("rubrics.mark.photo", answers=answers_phrase(item, item.evidence.photo)))
    if item.evidence.note:
        said.append(say("rubrics.mark.note", answers=answers_phrase(item, item.evidence.note)))
    return said


def policy_sentences(rubric: RubricText) -> list[str]:
    """The whole policy in words, as it is printed with a score."""
    policy = rubric.scoring_policy
    cap = None if policy.critical_cap is None else float(policy.critical_cap)
    said = [say("scoring.policy.preset", name=policy.preset)] if policy.preset else []
    said += [
        say(f"scoring.policy.aggregation.{policy.aggregation.value}", start=float(policy.start)),
        say(f"scoring.policy.unanswered.{policy.unanswered.value}"),
        say(f"scoring.policy.not_applicable.{policy.not_applicable.value}"),
        say(f"scoring.policy.multiple_maximum.{policy.multiple_maximum.value}"),
        say(f"scoring.policy.critical.{policy.critical.value}", cap=cap)
        if policy.critical is Critical.CAP
        else say(f"scoring.policy.critical.{policy.critical.value}"),
        say("scoring.policy.bonus_cap" if policy.bonus_cap else "scoring.policy.no_bonus_cap"),
    ]
    if policy.floor_zero:
        said.append(say("scoring.policy.floor_zero"))
    if policy.pass_mark is not None:
        said.append(say("scoring.policy.pass_mark", mark=float(policy.pass_mark)))
    said += [say("scoring.policy.band", name=rubric.band_name(band.name), start=float(band.start)) for band in policy.bands]
    return [*said, say("scoring.policy.decimals", n=policy.decimals)]


def _option_line(option: OptionText) -> str:
    if option.not_applicable:
        return say("rubrics.answer.left_out", label=option.label)
    return say("rubrics.answer.fail" if option.fail else "rubrics.answer.points", label=option.label, points=float(option.points))


def _band_line(band: BandText, unit: str) -> str:
    points = float(band.points)
    if band.start is None and band.below is None:
        return say("rubrics.band.all", points=points)
    if band.start is None:
        return say("rubrics.band.below", below=float(band.below or 0), unit=unit, points=points)
    if band.below is None:
        return say("rubrics.band.start", start=float(band.start), unit=unit, points=points)
    return say("rubrics.band.between", start=float(band.start), below=float(band.below), unit=unit, points=points)
