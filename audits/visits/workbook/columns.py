"""Which column of an export answers which item.

ODK Central joins group names with "-", KoboToolbox with "/", both can leave them out, and both can split a multiple choice
into one column an option. Names are those of the form an item came from, else its code.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from audits.rubrics.forms import FormCells, ItemKind, ItemText, RubricText, SectionText, note_code
from tracker.core.refusals import Problem

SEPARATORS = ("/", "-")
PLACE_PARTS = ("Latitude", "Longitude", "Altitude", "Accuracy")  # ODK Central splits a place into these
INSTANCE = ("instanceID", "KEY", "_uuid")
BEGUN = "start"
VISITED = ("end", "today", "SubmissionDate", "_submission_time")  # the first that a row fills counts
# Columns that ODK Collect, ODK Central and KoboToolbox add of their own.
ADDED = {
    *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit"),
    *("instanceID", "instanceName", "KEY", "PARENT_KEY", "SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent"),
    *("AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion", "version", "rootUuid", "deprecatedID"),
}
ADDED_STARTS = ("_", "meta/", "meta-", "formhub/", "SET-OF-")


@dataclass(frozen=True)
class Target:
    """What a column says of an item: its answer, its note, whether one option was ticked, or one part of a place."""

    code: str
    item: ItemText = field(compare=False)
    option: str | None = None
    part: str | None = None
    is_note: bool = False
    is_picture: bool = False


@dataclass(frozen=True)
class Columns:
    """By column, counted from 0. `added` are the columns that date and identify a row, by their last name."""

    targets: dict[int, Target]
    added: dict[str, list[int]]
    unknown: tuple[str, ...]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]


def form_name(source: FormCells, code: str) -> str:
    return source.get("name", code)


def match_columns(header: Sequence[str], rubric: RubricText, *, besides: Sequence[str], sheet: str) -> Columns:
    """`besides` are columns used otherwise, as that of the store."""
    full, short = _names(rubric)
    kept = _kept_names(rubric)
    targets: dict[int, Target] = {}
    added: dict[str, list[int]] = {}
    unknown: list[str] = []
    unused: list[str] = []
    problems: list[Problem] = []
    taken: dict[Target, str] = {}
    for at, name in enumerate(header):
        if not name:
            continue
        if name in VISITED or name == BEGUN or _last(name) in INSTANCE:
            added.setdefault(_last(name), []).append(at)
        found = _found(name, full, short)
        if len(found) > 1:
            problems.append(Problem("visits.collected.ambiguous", sheet, 1, name, (("paths", _paths_said(found, full)),)))
        elif found and found[0] in taken:
            problems.append(Problem("visits.collected.column_twice", sheet, 1, name, (("other", taken[found[0]]),)))
        elif found:
            taken[found[0]] = name
            if found[0].is_picture or (found[0].item.kind in (ItemKind.PHOTO, ItemKind.NOTE) and not found[0].is_note):
                unused.append(name)  # a picture's file name is not the picture
            else:
                targets[at] = found[0]
        elif name not in besides:
            (unused if _is_added(name) or _last(name) in kept else unknown).append(name)
    return Columns(targets, added, tuple(unknown), tuple(unused), tuple(problems))


def _names(rubric: RubricText) -> tuple[dict[str, list[Target]], dict[str, list[Target]]]:
    """Every way to name a column: with all groups, and with some or none of them."""
    full: dict[str, list[Target]] = {}
    short: dict[str, list[Target]] = {}
    asked = {form_name(item.source, item.code) for item in rubric.all_items()}
    for section in rubric.sections:
        for item in section.items:
            parts = _path(section, item)
            for start in range(len(parts)):
                for separator in SEPARATORS if start < len(parts) - 1 else "/":
                    for name, target in _columns_of(item, separator.join(parts[start:]), asked):
                        targets = (full if start == 0 else short).setdefault(name, [])
                        if target not in targets:
                            targets.append(target)
    return full, short


def _path(section: SectionText, item: ItemText) -> list[str]:
    groups = [form_name(section.source, section.code)] if section.grouped else []
    return [*groups, *item.path, form_name(item.source, item.code)]


def _columns_of(item: ItemText, name: str, asked: Set[str]) -> Iterator[tuple[str, Target]]:
    """`asked` are the names of all items: none of them is the note or the picture that a form made of this rubric adds."""
    yield name, Target(item.code, item)
    if item.evidence.note and f"{form_name(item.source, item.code)}_note" not in asked:
        yield f"{name}_note", Target(item.code, item, is_note=True)
    if item.evidence.photo and f"{form_name(item.source, item.code)}_photo" not in asked:
        yield f"{name}_photo", Target(item.code, item, is_picture=True)
    yield note_code(name), Target(item.code, item, is_note=True)
    for separator in SEPARATORS:
        if item.kind is ItemKind.MULTIPLE:
            for option in item.options:
                yield name + separator + form_name(option.source, option.code), Target(item.code, item, option=option.code)
        if item.kind is ItemKind.LOCATION:
            yield from ((name + separator + part, Target(item.code, item, part=part)) for part in PLACE_PARTS)


def _found(name: str, full: Mapping[str, list[Target]], short: Mapping[str, list[Target]]) -> list[Target]:
    """The item with exactly this path; else those named so in their group; else those named so behind unknown groups."""
    if name in full or name in short:
        return full.get(name) or short[name]
    if _is_added(name):
        return []
    ends = (name[at + 1 :] for at, letter in enumerate(name) if letter in SEPARATORS)
    return next((full.get(end) or short[end] for end in ends if end in full or end in short), [])


def _paths_said(found: Sequence[Target], full: Mapping[str, list[Target]]) -> str:
    paths: dict[Target, str] = {}
    for name, targets in full.items():
        for target in targets:
            paths.setdefault(target, name)
    return ", ".join(paths[target] for target in found)


def _last(name: str) -> str:
    return name.replace("-", "/").rpartition("/")[2]


def _is_added(name: str) -> bool:
    return name in ADDED or name.startswith(ADDED_STARTS) or _last(name) in INSTANCE


def _kept_names(rubric: RubricText) -> frozenset[str]:
    """Rows of the form that a rubric keeps without asking them, as calculations: their columns are known, and not used."""
    kept = [*(rubric.form.kept if rubric.form else [])]
    for section in rubric.sections:
        kept += [*section.before, *section.kept]
        kept += [row for item in section.items for row in item.kept]
    return frozenset(row.cells["name"] for row in kept if "name" in row.cells)
