"""Products, producers, craft villages, zones, sales points, markets, sights and what is planned."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from app.api import bp
from app.api.lists import answer_json, answer_list
from app.params import FILTER_NAMES, PAGE_NAMES, VIEW_NAMES, check_names, filter_of, page_of, view_of
from app.registry.moved import KIND_OF_PAGE, or_moved
from app.registry.photo_answers import shown_photos
from app.registry.programme_reading import followed_json
from app.state import current_store

# Word in the address → layer of the catalogue.
RECORDS = {
    "products": "products",
    "producers": "producers",
    "craft-villages": "craft_villages",
    "zones": "material_zones",
    "sales-points": "sales_points",
    "markets": "markets",
    "sights": "sights",
    "planned-sites": "planned_sites",
}
_ANY = f"any({', '.join(map(repr, RECORDS))})"


@bp.get(f"/<{_ANY}:records>")
def list_records(records: str) -> Response:
    """Answer the records that pass the filter."""
    check_names(request.args, (*VIEW_NAMES, *FILTER_NAMES, *PAGE_NAMES))
    view, chosen, page = view_of(request.args), filter_of(request.args), page_of(request.args)

    def read() -> list[dict[str, object]]:
        from layers import answers

        return answers.list_records(current_store(), RECORDS[records], view, chosen)

    return answer_list(read, page)


@bp.get(f"/<{_ANY}:records>/<record_id>")
def show_record(records: str, record_id: str) -> AnyResponse:
    """Answer one record with its sources and photos; a merged one leads to the other."""
    check_names(request.args, VIEW_NAMES)
    view = view_of(request.args)

    def read() -> dict[str, object]:
        from layers import answers

        record = answers.show_record(current_store(), RECORDS[records], view, record_id)
        photos = shown_photos(KIND_OF_PAGE[records], record_id, str(record["name"]))
        kind = KIND_OF_PAGE[records].value
        return record | {"photos": photos} | followed_json(kind, record_id, view.status_day)

    return or_moved(records, record_id, lambda: answer_json(read))
