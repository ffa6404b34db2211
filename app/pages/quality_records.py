"""Which records lack something or are in doubt, measure by measure, and how the numbers move over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from app.api.lists import answer_json
from app.caching import cached
from app.clock import today
from app.params import PAGE_NAMES, Page, check_names, page_of
from app.registry.table_files import LANGUAGE, Sheets, answer_tables
from app.state import current_store
from geodata.edition import reference_edition
from geodata.errors import N_
from geodata.view_reading import not_allowed

if TYPE_CHECKING:
    from geodata.quality_measures import Lacking, Measure
    from geodata.records.duplicates import Duplicates
    from geodata.records.kinds import RecordKind
    from layers.wording import Wording

NAMES = ("measure", "kind")
HEADINGS = (N_("Name"), N_("Commune or district, as the source writes it"), N_("Identifier"))
# Days of the table of progress; the drawing has all of them.
MOST_DAYS = 30
MOST_PAIRS = 300

bp = Blueprint("quality_records", __name__)


@bp.get("/quality/records")
def show_records() -> Response:
    """List the records of a kind that a measure counts, each with the way to put it right."""
    check_names(request.args, (*NAMES, *PAGE_NAMES))
    measure, kind = _asked()
    part = page_of(request.args)

    def make() -> tuple[str, str]:
        from geodata.quality_measures import lacking, measured

        store = current_store()
        total = measured(store)[measure.key, kind]
        context = {
            "measure": measure,
            "kind": kind,
            "spec": _spec(kind),
            "rows": lacking(store, measure, kind, part.limit, part.offset),
            "total": total,
            "offset": part.offset,
            "data_date": reference_edition(),
            "revision": store.revision(),
            **_neighbours(part, total),
        }
        return render_template("quality_records.html", **context), "text/html"

    return cached(make)


@bp.get("/api/v1/quality/records")
def list_records() -> Response:
    """Answer the records of a kind that a measure counts."""
    check_names(request.args, (*NAMES, *PAGE_NAMES))
    measure, kind = _asked()
    part = page_of(request.args)

    def read() -> dict[str, Any]:
        from geodata.quality_measures import lacking, measured

        store = current_store()
        return {
            "items": [_plain(row) for row in lacking(store, measure, kind, part.limit, part.offset)],
            "total": measured(store)[measure.key, kind],
            "limit": part.limit,
            "offset": part.offset,
        }

    return answer_json(read)


@bp.get("/api/v1/quality/records.<extension>")
def take_records(extension: str) -> Response:
    """Answer all of them as a workbook or as CSV."""
    check_names(request.args, (*NAMES, LANGUAGE))
    measure, kind = _asked()

    def make(words: Wording) -> Sheets:
        from geodata.quality_measures import lacking
        from layers.exports.plain_tables import PlainTable

        rows = lacking(current_store(), measure, kind)
        title = f"{words.translate(measure.title)}: {words.translate(_spec(kind).label)}"
        headings = tuple(words.translate(heading) for heading in HEADINGS)
        cells = tuple((row.name, row.place, row.record_id) for row in rows)
        lines = [
            (words.translate(N_("Quality measure")), f"{title}. {words.translate(measure.means)}"),
            (words.translate(N_("Rows")), words.number(len(rows))),
            (words.translate(N_("Base date")), words.base_date(current_store())),
            (words.translate(N_("Revision of the data")), words.number(current_store().revision())),
        ]
        return Sheets(title, (PlainTable("records", title, headings, cells),), lines)

    return answer_tables(extension, f"quality_{measure.key}_{kind}_{today():%Y%m%d}", make)


@bp.get("/quality/duplicates")
def show_pairs() -> Response:
    """List the records of a kind that may be one: whoever may edit merges them or tells them apart."""
    check_names(request.args, ("kind",))
    kind = _kind_of_pairs()

    def make() -> tuple[str, str]:
        found = likely_pairs(kind)
        context = {
            "kind": kind,
            "spec": _spec(kind),
            "pairs": found.pairs,
            "is_complete": found.is_complete,
            "most_shown": MOST_PAIRS,
            "data_date": reference_edition(),
            "revision": current_store().revision(),
        }
        return render_template("quality_pairs.html", **context), "text/html"

    return cached(make)


def _kind_of_pairs() -> RecordKind:
    """Return the kind of record that the query names."""
    from geodata.quality_measures import PLACED

    name = request.args.get("kind", "")
    kind = next((one for one in PLACED if one.value == name), None)
    if kind is None:
        raise not_allowed("kind", name[:100], ", ".join(PLACED))
    return kind


def likely_pairs(kind: RecordKind) -> Duplicates:
    """Return the pairs of records that may be one; one revision looks for them once."""
    # RapidFuzz and pandas: only where a page is made.
    from geodata.records.duplicates import likely_duplicates

    return likely_duplicates(current_store(), kind, today())


def _asked() -> tuple[Measure, RecordKind]:
    """Return the measure and the kind of record that the query names."""
    from geodata.quality_measures import find_measure

    measure = find_measure(request.args.get("measure", ""))
    name = request.args.get("kind", "")
    kind = next((one for one in measure.kinds if one.value == name), None)
    if kind is None:
        raise not_allowed("kind", name[:100], ", ".join(measure.kinds))
    return measure, kind


def _spec(kind: RecordKind) -> Any:  # noqa: ANN401 -- a KindSpec, imported where needed
    """Return what a kind of record is called and where its pages are."""
    from geodata.records.kinds import spec_of

    return spec_of(kind)


def _plain(row: Lacking) -> dict[str, Any]:
    """Return a record for programs."""
    return {
        "kind": row.kind.value,
        "id": row.record_id,
        "name": row.name,
        "place": row.place,
        "field": row.field,
        "part": row.part,
    }


def _neighbours(part: Page, total: int) -> dict[str, str | None]:
    """Return the addresses of the rows before and behind."""

    def at(offset: int) -> str:
        query: dict[str, Any] = {name: request.args[name] for name in NAMES}
        query |= {"limit": part.limit, "offset": offset}
        return url_for("quality_records.show_records", **query)

    later = part.offset + part.limit
    return {
        "earlier": at(max(0, part.offset - part.limit)) if part.offset else None,
        "later": at(later) if later < total else None,
    }


def measures_context() -> dict[str, Any]:
    """Return the table of measures and kinds, and how each number moved."""
    from geodata.quality_days import FIGURES, quality_series
    from geodata.quality_measures import MEASURES, PLACED, RECORDS, measured

    store = current_store()
    days = quality_series(store, today())
    titles = {key: gettext(measure.title) for key, measure in MEASURES.items()}
    titles |= {FIGURES: gettext("Contradictions among published figures"), RECORDS: gettext("All records")}
    pairs = {kind: likely_pairs(kind) for kind in PLACED}
    return {
        "measures": MEASURES,
        "measure_kinds": [_spec(kind) for kind in PLACED],
        "measured": measured(store),
        "pairs": pairs,
        "days": days[-MOST_DAYS:][::-1],
        "day_count": len(days),
        "records_key": RECORDS,
        "moves": {key: _move(days, key) | {"title": title} for key, title in titles.items()},
    }


def _move(days: list[Any], key: str) -> dict[str, Any]:
    """Return how a number moved: first and last value, and a line in a box of 100 by 20."""
    known: list[tuple[date, int]] = [(one.day, one.values[key]) for one in days if key in one.values]
    (first_day, first), (last_day, last) = known[0], known[-1]
    span = max((last_day - first_day).days, 1)
    most = max(max(value for _, value in known), 1)
    points: list[str] = []
    height = 19 - 18 * first / most
    for day, value in known:
        # The last value is drawn on a little, or it would be a mark at the very edge.
        x = round(92 * (day - first_day).days / span, 1)
        # Between two lines nothing was written: the number stays, and then steps.
        points.append(f"{x},{round(height, 1)}")
        height = 19 - 18 * value / most
        points.append(f"{x},{round(height, 1)}")
    points.append(f"100,{round(height, 1)}")
    return {"first": first, "last": last, "since": first_day, "line": " ".join(points), "lines": len(known)}


def measures_json() -> dict[str, Any]:
    """Return the numbers of now and of each day, for programs."""
    from geodata.quality_days import quality_series
    from geodata.quality_measures import MEASURES, RECORDS, measured

    store = current_store()
    return {
        "measures": [
            {
                "measure": key,
                "title": gettext(MEASURES[key].title),
                "kind": kind.value,
                "records": count,
            }
            for (key, kind), count in measured(store).items()
            if key != RECORDS
        ],
        "days": [{"day": one.day, "values": dict(one.values)} for one in quality_series(store, today())],
    }
