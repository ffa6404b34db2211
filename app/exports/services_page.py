"""The page /exports/services: what programs can read from this site, with addresses to copy."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from app.exports.api import site_address
from app.params import check_names
from geodata.errors import N_

bp = Blueprint("services_page", __name__)


@dataclass(frozen=True, slots=True)
class Service:
    """One service: where it is (a path), what it is for, how it is used step by step."""

    key: str
    path: str
    title: str
    text: str
    steps: tuple[str, ...] = ()


SERVICES: tuple[Service, ...] = (
    Service(
        "ogc",
        "/ogc",
        N_("OGC API – Features: the layers in QGIS and other map programs"),
        N_(
            "Every layer with every record, always as new as the map: points, outlines and fields. Nothing is"
            " stored on your computer, and nothing can be changed."
        ),
        (
            N_("In QGIS: Layer → Add Layer → Add WFS / OGC API – Features Layer → New."),
            N_("Paste the address, choose the version OGC API – Features, and press OK and Connect."),
            N_(
                "Choose layers and press Add. For VN-2000 choose EPSG:9208 as coordinate system: QGIS offers"
                " it from version 3.32 on; an older one loads WGS 84 and shows it in the system of the"
                " project."
            ),
            N_(
                "Another unit system or day: put ?units=2024 or ?on=2025-01-01 behind the address and add it"
                " as a connection of its own."
            ),
        ),
    ),
    Service(
        "api",
        "/api/v1",
        N_("The interface of the map for programmers"),
        N_("What the map itself reads, as JSON and GeoJSON: layers, lists, records, units, counts, files."),
        (N_("Every address with its parameters, answers and an example is on the page “The API in words”."),),
    ),
    Service(
        "package",
        "/api/v1/datapackage.json",
        N_("Data package: all public tables with their descriptions"),
        N_("One file that names every table, its fields, its source and its licence (Frictionless)."),
    ),
    Service(
        "embed",
        "/embed",
        N_("The map inside another web page"),
        N_(
            "For sites that this office allows; the page “Share” writes the code with the view that you"
            " chose."
        ),
    ),
)
SERVICE_TEXTS: dict[str, str] = {
    "services.copied": N_("The address is copied."),
    "services.by_hand": N_("The browser does not allow copying: the text is selected, press Ctrl+C."),
}


@bp.get("/exports/services")
def show_services() -> Response:
    """Show the services; the addresses are those by which the reader came."""
    check_names(request.args, ())
    response = make_response(
        render_template(
            "services.html",
            services=[
                {
                    "key": one.key,
                    "address": site_address() + one.path,
                    "title": gettext(one.title),
                    "text": gettext(one.text),
                    "steps": [gettext(step) for step in one.steps],
                }
                for one in SERVICES
            ],
            texts={key: gettext(text) for key, text in SERVICE_TEXTS.items()},
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
