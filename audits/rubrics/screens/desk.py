"""What a session holds of the draft it edits: each edit is a function of the document, stored when it is made.

An edit is stored on the version that this session saw. When somebody else was quicker, nothing is overwritten: the person is
shown what changed, and the same edit can be made once more on the newer document.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st

from audits.rubrics.actions.drafts import save_draft
from audits.rubrics.forms import RubricText
from audits.rubrics.forms.compare import changes, compare
from audits.rubrics.forms.editing import Document, item_of, section_of
from audits.rubrics.forms.lint import LintFinding, Severity, lint_document, normalised
from audits.rubrics.queries import rubric_draft
from audits.rubrics.screens.comparing import difference_line
from tracker.core.db import reading
from tracker.core.refusals import Refusal, Stale
from tracker.core.screens import attempt, plain
from tracker.core.words import Label, say
from tracker.people.rules import Actor

Edit = Callable[[Document], Document]
UNDO_STEPS = 20
MOST_SHOWN = 30
FIELDS = ("label", "guidance", "name", "purpose", "options", "bands", "weight", "pass_mark", "lowest", "highest")
SHOWN_WITH_THE_SUM = "rubrics.lint.weights_declared"  # its way there stands beside the live sum
# Sentences for those who write a rubric here, where the linter's own speak of the file.
MENDS = {
    "rubrics.problem.one_language": "rubrics.mend.one_language",
    "rubrics.problem.empty_list": "rubrics.mend.empty_list",
    "rubrics.problem.critical_never_fails": "rubrics.mend.critical_never_fails",
    "rubrics.problem.not_applicable_scores": "rubrics.mend.not_applicable_scores",
    "rubrics.problem.band_without_name": "rubrics.mend.band_without_name",
    "rubrics.problem.band_empty": "rubrics.mend.band_empty",
    "rubrics.problem.range_empty": "rubrics.mend.range_empty",
    "rubrics.problem.condition_not_earlier": "rubrics.mend.condition_not_earlier",
}


@dataclass
class Desk:
    """`generation` is part of the key of every input: where it changes, inputs show the document and not what was typed."""

    draft_id: UUID
    version: int
    document: Document
    based_on: UUID | None
    stored_at: datetime
    generation: int
    before: list[Document] = field(default_factory=list)
    wanted: list[Edit] = field(default_factory=list)  # of this run
    conflict: list[Edit] = field(default_factory=list)
    view: str | None = None  # to be opened in the next run
    pressed: list[Edit] = field(default_factory=list)  # of this run: made when everything typed is stored
    goes_to: str | None = None  # the item or section to be opened in the next run
    drawn_later: list[tuple[Any, Callable[[], object]]] = field(default_factory=list)  # shows what is stored after this run
    _linted: Document | None = None
    _rubric: RubricText | None = None
    _findings: list[LintFinding] = field(default_factory=list)

    def want(self, edit: Edit) -> None:
        """To be stored at the end of this run, when every input has said what it holds."""
        self.wanted.append(edit)

    def press(self, *made: Edit, at: str | None = None) -> None:
        """A button's edits, made when everything typed is stored, and where to go after them."""
        self.pressed, self.goes_to = [*made], at

    def later(self, draw: Callable[[], object]) -> None:
        """Here, but with what this run has changed."""
        self.drawn_later.append((st.container(gap="small"), draw))

    def begin_run(self) -> None:
        self.wanted, self.drawn_later, self.pressed, self.goes_to = [], [], [], None

    def end_run(self) -> None:
        for place, draw in self.drawn_later:
            with place:
                draw()

    def key(self, *names: object) -> str:
        return " ".join(map(str, (*names, self.draft_id.hex[-6:], self.generation)))

    @property
    def rubric(self) -> RubricText | None:
        """The rubric, where the document has the shape of one."""
        self._lint()
        return self._rubric

    @property
    def findings(self) -> list[LintFinding]:
        self._lint()
        return self._findings

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def found_at(self, code: str) -> list[LintFinding]:
        return [finding for finding in self.findings if finding.item == code]

    def _lint(self) -> None:
        if self._linted is not self.document:
            self._rubric, self._findings = lint_document(self.document)
            self._linted = self.document


def desk_of(draft_id: UUID, actor: Actor) -> Desk:
    """This session's desk for the draft; a new one shows it as it is stored. Refuses where it is not open any more."""
    desks: dict[UUID, Desk] = st.session_state.setdefault("rubric_desks", {})
    if draft_id not in desks:
        with reading() as session:
            draft = rubric_draft(session, draft_id=draft_id, by=actor)
        desks[draft_id] = Desk(draft.id, draft.version, draft.document, draft.based_on, draft.changed_at, draft.version)
    return desks[draft_id]


def leave(draft_id: UUID) -> None:
    st.session_state.get("rubric_desks", {}).pop(draft_id, None)


def settle(desk: Desk, actor: Actor) -> bool:
    """Store what this run's inputs want; whether it is stored."""
    wanted, desk.wanted = desk.wanted, []
    return not wanted or make(desk, actor, *wanted)


def make(desk: Desk, actor: Actor, *edits: Edit, anew: bool = False) -> bool:
    """Make these edits and store them. `anew`: inputs are to show the document, for the edit changed what they hold."""
    document = desk.document
    for edit in edits:
        document = edit(document)
    if document == desk.document:
        return True
    refusal = _store(desk, actor, document)
    if refusal is None:
        desk.generation += anew
    elif isinstance(refusal, Stale):
        desk.conflict = [*edits]
    return refusal is None


def undo(desk: Desk, actor: Actor) -> bool:
    """Back to what stood there before the last change; whether that is stored."""
    refusal = _store(desk, actor, desk.before[-1])
    if refusal is None:
        del desk.before[-2:]  # what was undone, and its own undoing
        desk.generation += 1
    return refusal is None


def _store(desk: Desk, actor: Actor, document: Document) -> Refusal | None:
    outcome = attempt(save_draft, draft_id=desk.draft_id, seen=desk.version, document=document, by=actor)
    if not outcome:
        return outcome.refusal
    desk.before = [*desk.before, desk.document][-UNDO_STEPS:]
    desk.document, desk.version, desk.stored_at = outcome.value.document, outcome.value.version, outcome.value.changed_at
    return None


def settle_conflict(desk: Desk, actor: Actor) -> None:
    """Somebody else stored a change first: what it was, and whether one's own edit goes on top of it."""
    with reading() as session:
        stored = rubric_draft(session, draft_id=desk.draft_id, by=actor)
    st.warning(say("rubrics.edit.conflict"), icon=":material/group:")
    st.text("\n".join(_what_changed(desk, stored.document)))
    with st.container(horizontal=True):
        theirs = st.button(say("rubrics.edit.take_theirs"), key="conflict_theirs")
        both = st.button(say("rubrics.edit.add_mine"), key="conflict_both", type="primary")
    if theirs or both:
        edits, desk.conflict = desk.conflict, []
        desk.document, desk.version, desk.stored_at = stored.document, stored.version, stored.changed_at
        desk.before, desk.generation = [], desk.generation + 1
        if theirs or make(desk, actor, *edits):
            st.rerun()


def _what_changed(desk: Desk, document: Document) -> list[str]:
    """In words where both are rubrics already, else the places."""
    theirs, _ = lint_document(document)
    if desk.rubric and theirs:
        lines = [difference_line(one) for one in compare(desk.rubric, theirs)]
    else:
        lines = [place_name(document, place) for place in changes(desk.document, document)]
    return [f"· {line}" for line in lines[:MOST_SHOWN]] or [say("rubrics.edit.conflict_same")]


def place_name(document: Document, place: str) -> str:
    """The item or section that a place in a document belongs to."""
    kind, _, code = place.partition(".")[0].partition(" ")
    part = item_of(document, code) if kind == "item" else section_of(document, code) if kind == "section" else None
    return part_name(part) if part else str(label_of(document.get("name")))


def label_of(label: object) -> Label:
    return Label(label.get("en", ""), label.get("zh_CN", "")) if isinstance(label, dict) else Label("")


def part_name(part: Document) -> str:
    """What an item or a section is called, also before it has a name."""
    name = str(label_of(part.get("label", part.get("name"))))
    return name or say("rubrics.edit.unnamed")


def show_findings(desk: Desk, findings: list[LintFinding]) -> None:
    """Beside what they concern: what is wrong, and how to mend it."""
    for finding in findings:
        box = st.error if finding.severity is Severity.ERROR else st.warning
        box(plain(finding_words(desk.document, finding)))
        may_scale = finding.rule == "weights" and finding.key != SHOWN_WITH_THE_SUM
        key = f"normalise_{finding.item or ''}{finding.key}"
        if may_scale and st.button(say("rubrics.edit.normalise"), key=key, type="primary"):
            desk.press(normalised)


def finding_words(document: Document, finding: LintFinding) -> str:
    """In the words of this page: fields by their names here, items by their questions instead of their codes."""
    field, _, number = finding.place.partition(".")[0].rstrip("]").partition("[")
    facts = {name: _named(document, value) for name, value in finding.facts}
    where = say(f"rubrics.field.{field}") if field in FIELDS else ""
    if number and where:
        where = say("rubrics.edit.nth_of", what=where, n=number)
    if finding.key in MENDS:
        return say(MENDS[finding.key], field=where, **facts)
    what = say(finding.key, **facts)
    return " ".join((say("core.placed", place=where, what=what) if where else what, say(finding.fix_key, **facts)))


def _named(document: Document, value: object) -> object:
    """The question of the item whose code this is; several codes in one text are each taken for theirs."""
    if not isinstance(value, str):
        return value
    items = [(code, item_of(document, code)) for code in value.split(", ")]
    return ", ".join(say("rubrics.edit.quoted", name=part_name(item)) if item else code for code, item in items)
