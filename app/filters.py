"""The choices of a reader in words, so that no number stands without them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from app.i18n import date_text, number
from app.pages.labels import label
from app.state import current_store
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


def filter_text(chosen: ProductFilter, view: View) -> str:
    """Return the filter in words, units by their names; empty: nothing is filtered."""
    names = _unit_names(chosen, view)
    choices = {
        name: ", ".join(_choice(name, value, names) for value in sorted(values))
        for name, values in chosen.chosen().items()
    }
    parts = [f"{gettext(FILTER_TITLES[name])}: {text}" for name, text in choices.items()]
    if chosen.without_inferred:
        parts.append(gettext("without inferred stars, group or commune"))
    if chosen.text:
        parts.append(gettext("text: %(text)s", text=chosen.text))
    return "; ".join(parts)


def _unit_names(chosen: ProductFilter, view: View) -> dict[str, dict[str, str]]:
    """Return the names of districts and communes by code, if the filter names any."""
    if not (chosen.district or chosen.commune):
        return {}
    from geodata.joins import district_names, unit_names

    store = current_store()
    return {"district": district_names(store), "commune": unit_names(store, view)}


def _choice(name: str, value: str, names: dict[str, dict[str, str]]) -> str:
    """Return one value of a filter in words."""
    if value == NONE:
        return str(gettext(UNKNOWN))
    if name == "stars":
        return str(ngettext("%(num)s star", "%(num)s stars", int(value)))
    if name in ("district", "commune"):
        return names[name].get(value, value)
    return label(_VOCABULARIES.get(name, name), value)


def base_date_text() -> str:
    """Return when the data were put together, and of when the newest source is."""
    from geodata.summaries import newest_source

    store = current_store()
    edition, newest = store.state().reference_edition, newest_source(store)
    if edition is None:
        return str(gettext("No reference data are loaded."))
    put_together = gettext("Data set put together on %(day)s", day=date_text(edition))
    if newest is None:
        return str(put_together)
    # Not inside the f-string: what collects the texts does not look into those.
    newest_text = gettext("newest published figure: %(day)s", day=date_text(newest))
    return f"{put_together}; {newest_text}"


def view_text(view: View) -> str:
    """Return unit system and day in words."""
    system = gettext("unit system %(system)s", system=view.units.value)
    if view.on is None:
        return str(gettext("%(system)s, records of all dates", system=system))
    return str(gettext("%(system)s, as of %(day)s", system=system, day=date_text(view.on)))


def table_notes(spec: LayerSpec, view: View, chosen: ProductFilter) -> list[str]:
    """Return the lines below a table: what it is, its base date, unit system, filter and note."""
    filtered = filter_text(chosen, view)
    lines = [
        gettext("Layer: %(title)s", title=gettext(spec.title)),
        base_date_text(),
        gettext("Shown: %(view)s", view=view_text(view)),
        gettext("Status told for %(day)s", day=date_text(view.status_day)),
        gettext("Filter: %(text)s", text=filtered or gettext("none, every record of the layer")),
    ]
    return [*lines, gettext(spec.note)] if spec.note else lines


def value_text(field: Field, value: Any, inferred: bool = False) -> str:  # noqa: ANN401 -- any cell
    """Return a cell in the language of the reader, marked where it is inferred; unknown stays empty."""
    text = _plain_text(field, value)
    return f"{text} {gettext('(inferred)')}" if inferred and text else text


def _plain_text(field: Field, value: Any) -> str:  # noqa: ANN401 -- any cell
    """Return a cell without its mark."""
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
