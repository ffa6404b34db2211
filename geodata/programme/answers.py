"""What may be known of a fact: a plain value, for shells that open no frame."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What is known of a fact of a product or producer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # no source tells, or two contradict each other
