"""Findings of a check over the registry as the API tells them."""

from __future__ import annotations

from typing import Any


def with_finding_texts(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a worded answer of a check; its findings carry their text beside fault, day and stop."""
    findings = [
        {**{name: value for name, value in each.items() if name != "note"}, "text": each["note"]["text"]}
        for each in answer["findings"]
    ]
    return {**answer, "findings": findings}
