"""The page /exports: layers, format, coordinate system, unit system and day, in words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext

from app.exports.hub import export_ways
from app.exports.texts import export_texts
from app.filters import base_date_text, filter_text
from app.i18n import current_language
from app.params import FILTER_NAMES, VIEW_NAMES, check_names, filter_of, view_of
from app.state import current_store
from geodata.errors import N_, InvalidInput
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitSystem
from layers.catalogue import CATALOGUE, GROUP_TITLES, find_layer

USUAL_FORMAT = "xlsx"
IDS = "id"
NARROWING = (*FILTER_NAMES, IDS)
MOST_TOLD = 200  # letters of identifiers

bp = Blueprint("export_pages", __name__)
bp.add_app_template_global(export_ways)


@bp.app_template_global("export_formats")
def export_formats(key: str) -> list[dict[str, str]]:
    """Return extension and title of the formats that carry a layer."""
    from layers.exports.formats import FORMATS

    spec = find_layer(key)
    return [{"extension": form.extension, "title": form.title} for form in FORMATS if form.takes(spec)]


@bp.get("/exports")
def show_exports() -> Response:
    """
    Show what can be taken away; layers, view and filter of an address are chosen beforehand.

    ``filtered`` is the layer that the filter is of: the products, unless it says another.
    """
    check_names(request.args, (*VIEW_NAMES, *NARROWING, "layers", "filtered"))
    view, chosen = view_of(request.args), filter_of(request.args)
    picked = [find_layer(key).key for key in request.args.get("layers", "products").split(",") if key]
    filtered = find_layer(request.args.get("filtered", "products"))
    if not chosen.is_empty() and not _takes_filter(filtered.key):
        raise InvalidInput(N_("The layer %(key)s takes no filter"), key=filtered.key)
    filters = {name: request.args[name] for name in NARROWING if request.args.get(name)}
    others = {name: value for name, value in request.args.items() if name not in NARROWING}
    response = make_response(
        render_template(
            "exports.html",
            groups=_groups(view, picked),
            formats=_formats(),
            usual=USUAL_FORMAT,
            systems=_systems(),
            units=[(one.value, one is view.units) for one in (UnitSystem.Y2025, UnitSystem.Y2024)],
            view=view,
            filter_words=_filter_words(chosen, view),
            filtered=gettext(filtered.title),
            unfiltered=f"{url_for('export_pages.show_exports')}?{urlencode(others)}",
            base_date=base_date_text(),
            texts=export_texts(),
            page_state={
                "api": f"{request.script_root}/api/v1",
                "lang": current_language(),
                "filtered": filtered.key,
                "filters": filters,
            },
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _filter_words(chosen: ProductFilter, view: View) -> str:
    """Return which records are taken, in words; empty: all."""
    only = request.args.get(IDS)
    told = gettext("Only these records: %(ids)s", ids=only[:MOST_TOLD]) if only else ""
    return "; ".join(part for part in (filter_text(chosen, view), told) if part)


def _takes_filter(key: str) -> bool:
    """Tell whether a layer consists of records."""
    from layers.build import takes_filter  # GeoPandas: not while the program starts

    return takes_filter(find_layer(key))


def _groups(view: View, picked: list[str]) -> list[dict[str, Any]]:
    """Return the branches of the layer tree with their layers and how many records each has in this view."""
    from layers.answers import layer_counts

    counts = layer_counts(current_store(), view)
    return [
        {
            "title": gettext(title),
            "layers": [
                {
                    "key": spec.key,
                    "title": gettext(spec.title),
                    "note": gettext(spec.note) if spec.note else "",
                    "geometry": spec.geometry,
                    "count": counts[spec.key],
                    "chosen": spec.key in picked,
                }
                for spec in CATALOGUE
                if spec.group is group
            ],
        }
        for group, title in GROUP_TITLES.items()
    ]


def _formats() -> list[dict[str, Any]]:
    """Return the formats as the form shows them."""
    from layers.exports.formats import FORMATS

    return [
        {
            "extension": form.extension,
            "title": form.title,
            "carries": gettext(form.carries),
            "crs": " ".join(form.crs),
            "points_only": form.points_only,
        }
        for form in FORMATS
    ]


def _systems() -> list[tuple[str, str]]:
    """Return the coordinate systems with their names."""
    from layers.exports.formats import CRS_TITLES

    return [(crs, gettext(title)) for crs, title in CRS_TITLES.items()]
