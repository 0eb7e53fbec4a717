"""What may stand in a column: of notes and alerts; and where an indicator stands."""

from enum import StrEnum


class Standing(StrEnum):
    MET = "met"
    ON_THE_WAY = "on_the_way"
    BEHIND = "behind"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"


class NoteKind(StrEnum):
    EVENT = "event"
    ACTION = "action"
    DECISION = "decision"


class AlertKind(StrEnum):
    OUTSIDE = "outside"  # the programme's value is beyond its limits, to the worse side
    STORE_OUTSIDE = "store_outside"
    TEAM_RATE = "team_rate"  # a team's rate rose beyond chance and by what is worth a look
    THRESHOLD = "threshold"
    WILL_MISS = "will_miss"  # a dated target that will be missed at this pace


class AlertState(StrEnum):
    OPEN = "open"
    IN_HAND = "in_hand"
    EXPLAINED = "explained"
    DISMISSED = "dismissed"
