"""/api/v1/registry/upgrades: how many points products miss to the next star, and the same as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from app.exports.made_api import take_made
from app.filters import current_wording
from app.jobs.answers import private
from app.params import PAGE_NAMES, check_names, page_of
from app.registry.upgrades_reading import UPGRADE_NAMES, asked, read_asked_upgrades
from app.state import current_store

if TYPE_CHECKING:
    from geodata.certificates.upgrades import Upgrade
    from layers.exports.content import Content

bp = Blueprint("upgrades_api", __name__, url_prefix="/api/v1/registry/upgrades")


@bp.get("")
def list_upgrades() -> Response:
    """Answer the products with points, the nearest to a next star first, and how many have none."""
    check_names(request.args, (*UPGRADE_NAMES, *PAGE_NAMES))
    page, upgrades = page_of(request.args), read_asked_upgrades()
    shown = upgrades.found[page.offset : page.offset + page.limit]
    return private(
        {
            "items": [_plain(one) for one in shown],
            "total": len(upgrades.found),
            "without_points": upgrades.without,
            "further": upgrades.further,
            "limit": page.limit,
            "offset": page.offset,
        }
    )


def _plain(one: Upgrade) -> dict[str, Any]:
    """Return one product as JSON."""
    from layers.certificate_layers import upgrade_row

    row = upgrade_row(one, current_wording())
    row["certified_on"] = row["certified_on"].isoformat() if row["certified_on"] else None
    return row | {
        "next_least": one.next_least,
        "parts": {
            part.key: {"points": part.points, "most": part.most, "room": part.room, "needed": part.needed}
            for part in one.parts
        },
        "doubt_codes": [doubt.value for doubt in one.doubts],
    }


@bp.get("/exports/<file>")
def take_upgrades(file: str) -> Response:
    """Answer the same as a file: ``upgrades.xlsx``."""
    from layers.certificate_layers import UPGRADES
    from layers.exports.certificates import upgrade_content

    check_names(request.args, (*UPGRADE_NAMES, "crs", "lang"))
    view, chosen, within = asked()

    def read(keys: tuple[str, ...], crs: str) -> list[Content]:
        upgrades, words = read_asked_upgrades(), current_wording()
        return [upgrade_content(current_store(), upgrades, (view, chosen, within), crs, words) for _ in keys]

    return take_made(file, {UPGRADES.key: UPGRADES}, read)
