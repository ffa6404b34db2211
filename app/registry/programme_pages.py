"""/programme: what the programme follows of products and producers, as far as a source says it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from app.caching import cached
from app.filters import base_date_text, current_wording
from app.params import check_names
from app.registry.programme_api import ASKED_NAMES, KINDS, asked_tallies
from app.registry.programme_reading import fact_rows, followed_of_record, followed_of_unit, why_no_amount
from app.state import current_store
from geodata.view_reading import not_allowed
from geodata.vocabulary import Recognition, UnitLevel, UnitSystem

HTML = "text/html"

bp = Blueprint("programme_pages", __name__)
bp.add_app_template_global(followed_of_record, "followed_of_record")
bp.add_app_template_global(followed_of_unit, "followed_of_unit")
bp.add_app_template_global(fact_rows, "fact_rows")
bp.add_app_template_global(why_no_amount, "why_no_amount")


@bp.get("/programme")
def show_programme() -> Response:
    """Show of how many products or producers each fact is known, denied or not known, by unit."""
    check_names(request.args, (*ASKED_NAMES, "fact"))
    asked_tallies()
    return cached(lambda: (render_template("programme.html", **_context()), HTML))


def _context() -> dict[str, Any]:
    """Return what the page shows."""
    from geodata.programme.tallies import FACTS_OF, tally_units
    from geodata.programme.tokens import NEVER_NO, VALUE_FILTERS
    from geodata.programme.zone_sums import zones_by_unit
    from geodata.records.choices import FACT_VALUES
    from geodata.records.fact_labels import fact_label
    from layers.followed_tables import OWN_FACTS, unit_text
    from layers.linked_zones import MEANING, sum_text, years_text

    kind, level, view = asked_tallies()
    words = current_wording()
    province = tally_units(current_store(), view, kind, UnitLevel.PROVINCE)
    facts = FACTS_OF[kind]
    asked = request.args.get("fact") or facts[0].value
    fact = next((one for one in facts if one.value == asked), None)
    if fact is None:
        raise not_allowed("fact", asked[:60], ", ".join(facts))
    units = tally_units(current_store(), view, kind, level) if level is not UnitLevel.PROVINCE else []
    zones = zones_by_unit(current_store(), view, level) if kind == KINDS[0] else {}
    together = zones_by_unit(current_store(), view, UnitLevel.PROVINCE).get(None) if zones else None
    kept = {"kind": kind, "units": view.units.value, "on": view.on.isoformat() if view.on else ""}
    return {
        "kind": kind,
        "kinds": KINDS,
        "level": level.value,
        "levels": [one.value for one in (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)],
        "systems": [UnitSystem.Y2025.value, UnitSystem.Y2024.value],
        "view": view,
        "view_text": words.view(view),
        "told": province[0] if province else None,
        "facts": facts,
        "fact": fact,
        "fact_titles": {one.value: fact_label(kind, one) for one in facts},
        "own_facts": OWN_FACTS,
        "fact_values": FACT_VALUES,
        "value_filters": {one: name for name, one in VALUE_FILTERS.items()},
        "never_no": NEVER_NO,
        "rows": [(one, unit_text(words, one, level)) for one in units],
        "zones": zones,
        "zones_together": together,
        "zones_meaning": MEANING,
        "sum_text": lambda told: sum_text(words, told),
        "years_text": lambda told: years_text(words, told),
        "facts_query": urlencode({name: kept[name] for name in ("units", "on") if kept[name]}),
        "query": urlencode({name: value for name, value in {**kept, "level": level.value}.items() if value}),
        "list_url": lambda name, value: _list_url(kind, kept, name, value),
        "base": base_date_text(),
    }


def _list_url(kind: str, kept: dict[str, str], name: str, value: str) -> str:
    """Return the address of the list of those that a number counts."""
    counted = Recognition.RECOGNISED.value  # of producers: that have such a product
    chosen = {"recognition": counted, name: value, "units": kept["units"], "on": kept["on"]}
    query = urlencode({key: text for key, text in chosen.items() if text})
    return f"{url_for('records.records', path=kind)}?{query}"
