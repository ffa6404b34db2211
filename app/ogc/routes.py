"""The addresses of OGC API – Features: read only, as open as the map, kept ready by host and form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import gettext

from app.caching import cached
from app.exports.api import site_address
from app.filters import base_date_text, current_wording, value_text
from app.i18n import check_language, current_language, date_text
from app.ogc.forms import HTML, JSON, PAGE, ROOT, form_of
from app.params import VIEW_NAMES, check_names, view_of, whole_number
from app.state import current_store
from geodata.vocabulary import SYSTEM_DAY, UnitSystem
from layers.catalogue import Field, find_layer

if TYPE_CHECKING:
    from layers.ogc.service import Request, Service

NAME = "ocop_ogc"
CARRIED = ("lang", *VIEW_NAMES)
COMMON = ("f", *CARRIED)
# Of the parameters of an address these choose no records.
PASSED_OVER = (*COMMON, "limit", "offset", "crs")
VARY = "Accept, Accept-Encoding, Cookie"
LARGEST = 999_999_999
Document = dict[str, Any]
DISTRICTS_ENDED = SYSTEM_DAY[UnitSystem.Y2025].isoformat()
_MAKING = Lock()

bp = Blueprint("ogc", __name__, url_prefix=ROOT)


@bp.app_template_global("ogc_url")
def ogc_url(view: str, **values: str) -> str:
    """Return the address of a page of the service, in the unit system and of the day of this one."""
    kept = {name: request.args[name] for name in VIEW_NAMES if name in request.args}
    query: dict[str, Any] = {**values, **kept, "f": PAGE}
    return url_for(f"ogc.{view}", **query)


@bp.app_template_global("ogc_cell")
def ogc_cell(field: Field, value: Any) -> str:  # noqa: ANN401 -- any cell
    """Return a property of a feature in words."""
    return date_text(value) if field.kind == "date" else value_text(field, value)


@bp.app_template_global("ogc_missing")
def ogc_missing(key: str, field: Field, properties: dict[str, Any]) -> str:
    """
    Return what stands for a property without a value.

    A commune of today has no district; its parts may have come from several (``place_in_system``).
    """
    is_district = key == "communes" and field.name in ("district_code", "district")
    if is_district and str(properties["valid_from"]) >= DISTRICTS_ENDED:
        return str(gettext("no single one is certain (districts ended on 1 July 2025)"))
    return str(gettext("unknown"))


@bp.get("")
@bp.get("/")
def show_landing() -> Response:
    """Answer what the service is and where its parts are."""
    return _answer("landing", lambda service, asked: service.landing(asked))


@bp.get("/openapi")
def show_openapi() -> Response:
    """Answer the description of the service in OpenAPI 3.0."""
    return _answer(
        "openapi",
        lambda service, asked: service.openapi(asked),
        media_type="application/vnd.oai.openapi+json;version=3.0",
    )


@bp.get("/conformance")
def show_conformance() -> Response:
    """Answer which classes of the standards hold."""
    return _answer("conformance", lambda service, asked: service.conformance(asked))


@bp.get("/collections")
def list_collections() -> Response:
    """Answer the layers."""
    return _answer("collections", lambda service, asked: service.collections(asked))


@bp.get("/collections/<key>")
def show_collection(key: str) -> Response:
    """Answer one layer."""
    return _answer("collection", lambda service, asked: service.collection(asked, key), key=key)


@bp.get("/collections/<key>/schema")
def show_schema(key: str) -> Response:
    """Answer the fields of a layer as JSON schema."""
    return _answer(
        "fields",
        lambda service, asked: service.schema(asked, key),
        key=key,
        media_type="application/schema+json",
    )


@bp.get("/collections/<key>/queryables")
def show_queryables(key: str) -> Response:
    """Answer the fields of a layer that a filter may name."""
    return _answer(
        "fields",
        lambda service, asked: service.queryables(asked, key),
        key=key,
        media_type="application/schema+json",
    )


@bp.get("/collections/<key>/items")
def list_items(key: str) -> Response:
    """Answer one page of the records of a layer."""
    from layers.ogc.queries import ITEMS_NAMES
    from layers.ogc.schemas import queryables_of

    names = [*ITEMS_NAMES, *(field.name for field in queryables_of(find_layer(key)))]
    # One page more than the maximum is no error: the standard lets the service answer with less.
    whole_number(request.args, "limit", 1, LARGEST, 1)
    whole_number(request.args, "offset", 0, LARGEST, 0)
    return _answer(
        "items",
        lambda service, asked: service.items(asked, key),
        key=key,
        names=names,
        media_type="application/geo+json",
    )


@bp.get("/collections/<key>/items/<identifier>")
def show_item(key: str, identifier: str) -> Response:
    """Answer one record."""
    from layers.ogc.queries import ITEM_NAMES

    return _answer(
        "item",
        lambda service, asked: service.item(asked, key, identifier),
        key=key,
        names=ITEM_NAMES,
        media_type="application/geo+json",
    )


def _answer(
    template: str,
    ask: Callable[[Service, Request], Document],
    *,
    key: str | None = None,
    names: Iterable[str] = (),
    media_type: str = "application/json",
) -> Response:
    """Answer what the service says, as JSON or as a page; ``names`` are parameters besides ``COMMON``."""
    spec = None if key is None else find_layer(key)
    check_names(request.args, (*COMMON, *names))
    form, asked = form_of(request), _request()

    def make() -> tuple[Document | str, str]:
        document = ask(_service(), asked)
        if form == JSON:
            return document, media_type
        page = render_template(
            f"ogc/{template}.html",
            document=document,
            spec=spec,
            shown=asked.words.view(asked.view),
            base_date=base_date_text(),
            chosen=[f"{name} = {value}" for name, value in asked.given.items() if name not in PASSED_OVER],
        )
        return page, HTML

    response = cached(make, variant=f"{form} {asked.address}")
    response.headers["Vary"] = VARY
    response.headers["Content-Language"] = current_language()
    if template in ("items", "item"):
        response.headers["Content-Crs"] = f"<{request.args.get('crs', _usual_crs())}>"
    return response


def _usual_crs() -> str:
    """Return the coordinate system of geometries where none is asked for."""
    from layers.ogc.names import CRS84

    return CRS84


def _request() -> Request:
    """Return the current request as the service takes it."""
    from layers.ogc.service import Request

    if "lang" in request.args:
        check_language(request.args["lang"])
    given = request.args.to_dict()
    return Request(
        store=current_store(),
        words=current_wording(),
        view=view_of(request.args),
        address=site_address() + ROOT,
        about=url_for("help.show_about", _external=True),
        carried={name: given[name] for name in CARRIED if name in given},
        given=given,
    )


def _service() -> Service:
    """Return the service of this application; pygeoapi takes a second to import: not at the start."""
    from layers.ogc.service import Service

    with _MAKING:
        held: Service = current_app.extensions.setdefault(NAME, Service())
    return held
