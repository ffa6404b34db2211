"""The layers of the catalogue as GeoJSON and as tables."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext

from app.api import bp
from app.api.lists import answer_list
from app.caching import cached
from app.filters import table_notes, value_text
from app.params import (
    FILTER_NAMES,
    VIEW_NAMES,
    Page,
    bbox_of,
    check_names,
    filter_of,
    one_of,
    view_of,
    whole_number,
)
from app.state import current_settings, current_store
from geodata.errors import N_, InvalidInput
from geodata.indicator_names import Indicator
from layers.catalogue import CATALOGUE, Field, LayerSpec, find_layer

ZOOMS = (5, 18)
# A table of communes may carry the indicator that they are coloured by.
INDICATOR_NAMES = ("indicator", "crop")


@bp.get("/layers")
def list_layers() -> Response:
    """Answer the catalogue with the number of features of each layer."""
    check_names(request.args, VIEW_NAMES)
    view = view_of(request.args)

    def read() -> list[dict[str, Any]]:
        from layers.answers import layer_counts

        counts = layer_counts(current_store(), view)
        return [
            {
                "key": spec.key,
                "title": gettext(spec.title),
                "geometry": spec.geometry,
                "fields": [
                    {"name": field.name, "title": gettext(field.title), "kind": field.kind}
                    for field in spec.fields
                ],
                "count": counts[spec.key],
            }
            for spec in CATALOGUE
        ]

    return answer_list(read, Page(len(CATALOGUE), 0))


@bp.get("/layers/<key>.geojson")
def show_layer(key: str) -> Response:
    """Answer one layer as GeoJSON."""
    spec = find_layer(key)
    check_names(request.args, (*VIEW_NAMES, "bbox", "zoom", *FILTER_NAMES))
    view, chosen, bbox = view_of(request.args), filter_of(request.args), bbox_of(request.args)
    zoom = whole_number(request.args, "zoom", *ZOOMS, ZOOMS[1]) if "zoom" in request.args else None

    def read() -> tuple[bytes, str]:
        from layers.answers import layer_geojson

        body = layer_geojson(
            current_store(),
            spec,
            view,
            chosen,
            bbox=bbox,
            zoom=zoom,
            max_features=current_settings().max_features,
            labels=_brought(spec),
        )
        return body, "application/geo+json"

    return cached(read)


def _brought(spec: LayerSpec) -> dict[str, list[list[str]]]:
    """Return the vocabularies that the features bring along, each as pairs of value and text."""
    from layers.labels import LABELS

    return {name: [[value, gettext(text)] for value, text in LABELS[name].items()] for name in spec.brings}


def _shown(spec: LayerSpec) -> tuple[Indicator, str | None] | None:
    """Return the indicator (and crop) that a table of communes is to carry."""
    if "indicator" not in request.args:
        return None
    if spec.key != "communes":
        raise InvalidInput(N_("The layer %(key)s has no indicator: only communes have"), key=spec.key)
    return one_of(request.args, "indicator", Indicator, Indicator.PRODUCTS), request.args.get("crop") or None


@bp.get("/layers/<key>.csv")
def show_layer_table(key: str) -> Response:
    """Answer the table of one layer as CSV, in the language of the reader."""
    spec = find_layer(key)
    check_names(request.args, (*VIEW_NAMES, *FILTER_NAMES, *INDICATOR_NAMES))
    view, chosen, shown = view_of(request.args), filter_of(request.args), _shown(spec)

    def title_of(field: Field) -> str:
        return str(gettext(field.title))

    def read() -> tuple[bytes, str]:
        from layers.answers import layer_csv

        notes = table_notes(spec, view, chosen)
        return layer_csv(current_store(), spec, view, chosen, title_of, value_text, notes, shown), "text/csv"

    response = cached(read)
    day = (view.on or view.today).strftime("%Y%m%d")
    response.headers["Content-Disposition"] = f'attachment; filename="{spec.key}_{view.units}_{day}.csv"'
    return response
