"""The choices of a reader in words, so that no number stands without them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from app.i18n import date_text, number
from app.pages.labels import label
from geodata.edition import reference_edition
from geodata.errors import N_
from geodata.view import NONE, ProductFilter, View
from layers.catalogue import Field, LayerSpec

FILTER_TITLES: dict[str, str] = {
    "group": N_("Product group"),
    "stars": N_("Stars (latest rating met)"),
    "status": N_("Status"),
    "recognition": N_("Recognition"),
    "producer_kind": N_("Kind of producer"),
    "district": N_("District (until 30 June 2025)"),
    "commune": N_("Commune"),
    "placement": N_("Placed by"),
    "confidence": N_("Confidence"),
    "weekday": N_("Market days"),
}
_VOCABULARIES = {"group": "product_group"}
# Lists whose items have names.
LIST_VOCABULARIES = {"weekdays": "weekday", "roles": "role", "inferred": "inferred"}
UNKNOWN = N_("unknown")


def filter_text(chosen: ProductFilter) -> str:
    """Return the filter in words; empty: nothing is filtered."""
    parts = [
        f"{gettext(FILTER_TITLES[name])}: {', '.join(_choice(name, value) for value in sorted(values))}"
        for name, values in chosen.chosen().items()
    ]
    if chosen.without_inferred:
        parts.append(gettext("without inferred stars, group or commune"))
    if chosen.text:
        parts.append(gettext("text: %(text)s", text=chosen.text))
    return "; ".join(parts)


def _choice(name: str, value: str) -> str:
    """Return one value of a filter in words."""
    if value == NONE:
        return str(gettext(UNKNOWN))
    if name == "stars":
        return str(ngettext("%(num)s star", "%(num)s stars", int(value)))
    if name in ("district", "commune"):
        return value
    return label(_VOCABULARIES.get(name, name), value)


def view_text(view: View) -> str:
    """Return unit system and day in words."""
    system = gettext("unit system %(system)s", system=view.units.value)
    if view.on is None:
        return str(gettext("%(system)s, records of all dates", system=system))
    return str(gettext("%(system)s, as of %(day)s", system=system, day=date_text(view.on)))


def table_notes(spec: LayerSpec, view: View, chosen: ProductFilter) -> list[str]:
    """Return the lines below a table: what it is, its base date, unit system, filter and note."""
    filtered = filter_text(chosen)
    lines = [
        gettext("Layer: %(title)s", title=gettext(spec.title)),
        gettext("Base date of the data: %(day)s", day=date_text(reference_edition())),
        gettext("Shown: %(view)s", view=view_text(view)),
        gettext("Status told for %(day)s", day=date_text(view.status_day)),
        gettext("Filter: %(text)s", text=filtered or gettext("none, every record of the layer")),
    ]
    return [*lines, gettext(spec.note)] if spec.note else lines


def value_text(field: Field, value: Any) -> str:  # noqa: ANN401 -- whatever a cell holds
    """Return a cell in the language of the reader; what is unknown stays empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return label("flag", str(value).lower())
    if isinstance(value, list):
        vocabulary = LIST_VOCABULARIES.get(field.name)
        return "; ".join(label(vocabulary, item) if vocabulary else str(item) for item in value)
    if isinstance(value, date):
        return date_text(value)
    if field.kind.startswith("code:"):
        return label(field.kind.removeprefix("code:"), str(value))
    if field.kind == "number":
        return number(value)
    return str(value)
