"""Promise against observation, as pure functions of values."""

from results.comparison.rules.kinds import AlertKind, AlertState, NoteKind, Standing
from results.comparison.rules.lines import Band, Line, aim_of, line_of, met_in_a_row, since, standing, within_chance
from results.comparison.rules.measured import Measured
from results.comparison.rules.numbers import decimals_for, rounded
from results.comparison.rules.pace import Pace
from results.comparison.rules.ranking import interval, ranked
from results.comparison.rules.trajectory import better_of, expected_level, held_against, next_target, targets_of

__all__ = [
    "AlertKind",
    "AlertState",
    "Band",
    "Line",
    "Measured",
    "NoteKind",
    "Pace",
    "Standing",
    "aim_of",
    "better_of",
    "decimals_for",
    "expected_level",
    "held_against",
    "interval",
    "line_of",
    "met_in_a_row",
    "next_target",
    "ranked",
    "rounded",
    "since",
    "standing",
    "targets_of",
    "within_chance",
]
