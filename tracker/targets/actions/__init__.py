"""Verbs of indicators: define them, restate their contracts; and start a programme, plan to targets."""

from tracker.targets.actions.contracts import lock_baseline, restate, set_baseline, set_interim, set_target, unlock_baseline
from tracker.targets.actions.starting import define_indicator, define_indicators, start_programme

__all__ = [
    "define_indicator",
    "define_indicators",
    "lock_baseline",
    "restate",
    "set_baseline",
    "set_interim",
    "set_target",
    "start_programme",
    "unlock_baseline",
]
