"""What may be known of a fact, and what is asked for as facts are: plain values for shells without frames."""

from __future__ import annotations

from enum import StrEnum

from geodata.records.vocabulary import Fact


class Answer(StrEnum):
    """What is known of a fact of a product or producer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # no source tells, or two contradict each other


class Linked(StrEnum):
    """What is followed by links between records, not by facts; it is filtered by and counted as they are."""

    ZONE = "linked_zone"


Followable = Fact | Linked
