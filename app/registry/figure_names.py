"""What a published figure is called on the pages of the registry: it has no name of its own."""

from __future__ import annotations

import re

from flask_babel import gettext

from app.state import current_store
from geodata.records.kinds import SPECS, RecordKind, spec_of
from geodata.writing import period_text

PERIOD = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def record_title(name: str, kind: str) -> str:
    """Return the name of a record; of a published figure what it is of and when, in the reader's language."""
    from geodata.records.fields import field_of

    if not spec_of(kind).is_figure:
        return name
    metric, *rest = name.split(" ")
    field = field_of(kind, "metric")
    known = field.choices if field is not None and field.choices else {}
    if metric not in known:
        return name
    parts = _parts(metric) if kind == RecordKind.PUBLISHED_TOTALS else {}
    told = [period_text(one) if PERIOD.fullmatch(one) else parts.get(one, one) for one in rest]
    return f"{gettext(known[metric])}: {', '.join(told)}"


def change_title(title: str) -> str:
    """Return the title of a change; where it is the name of a published figure, in the reader's language."""
    figures = (kind.value for kind, spec in SPECS.items() if spec.is_figure)
    return next((told for kind in figures if (told := record_title(title, kind)) != title), title)


def _parts(metric: str) -> dict[str, str]:
    """Return value → label of the parts of which the figures of a metric are."""
    from geodata.joins import district_names
    from geodata.records.total_entry import listed_keys

    labels, _ = listed_keys(metric, lambda: district_names(current_store()))
    return {key: gettext(label) for key, label in labels.items()}
