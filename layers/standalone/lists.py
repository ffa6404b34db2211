"""The lists of a commune's page: products as a table, all else as names with what matters beside them."""

from __future__ import annotations

from typing import Any

from geodata.details import KINDS
from geodata.errors import N_
from geodata.plain import Row
from geodata.unit_details import UnitRecords
from geodata.unit_figures import count_list
from geodata.view import View
from geodata.vocabulary import CraftStanding
from geodata.writing import day_text
from layers.standalone.words import PageWords
from layers.wording import INFERRED, UNKNOWN

HEADINGS = (
    N_("Product"),
    N_("Producer"),
    N_("Stars (latest rating met)"),
    N_("Status"),
    N_("Product group"),
    N_("Year of recognition"),
    N_("Placed by"),
)
# Products stand in a table of their own.
LISTS = tuple(path for path in KINDS if path != "products")
NOTES = {
    "zones": (
        N_("Figures of several years and sources are never added up; the newest is shown with its year."),
        N_("A zone may reach into other communes: its hectares are those of the whole zone."),
    ),
    "craft-villages": (N_("Rows that are not a recognised craft or craft village say so."),),
}


def product_words(words: PageWords, base_date: str) -> dict[str, Any]:
    """Return what stands around the table of products on every page."""
    return {
        "title": words.words("list", "products"),
        "headings": [words.text(heading) for heading in HEADINGS],
        "base_date": f"{base_date}.",
        "evaluated": words.text(N_("Only evaluated, in no count")),
    }


def product_caption(words: PageWords, view: View, records: UnitRecords) -> str:
    """Return what the table of products counts."""
    count = words.number(len(records.lists["products"]))
    if view.on:
        message = N_("%(count)s products named as recognised, as of %(on)s; status on that day.")
        return words.text(message, count=count, on=day_text(view.on))
    message = N_("%(count)s products named as recognised, of any date; status on %(status_day)s.")
    return words.text(message, count=count, status_day=day_text(view.status_day))


def product_rows(words: PageWords, records: UnitRecords) -> list[list[str | None]]:
    """Return the products of a commune: identifier and name, those of the producer, other cells."""
    return [_product(words, row) for row in records.lists["products"]]


def evaluated_rows(words: PageWords, records: UnitRecords) -> list[list[str]]:
    """Return the products that were only evaluated, which no figure counts."""
    return [[row["product_id"], row["name"], _evaluation(words, row)] for row in records.evaluated]


def _evaluation(words: PageWords, row: Row) -> str:
    """Return what stands beside a product that was only evaluated."""
    stars = f" · {words.stars(row['stars'])}" if row["stars"] else ""
    marked = f" {words.text(INFERRED)}" if stars and "stars" in row["inferred_fields"] else ""
    return f"{stars}{marked} · {words.words('recognition', row['recognition'])}"


def _product(words: PageWords, row: Row) -> list[str | None]:
    """Return the cells of a product, each marked where it is inferred."""

    def told(text: str, field: str) -> str:
        if not text:
            return words.text(UNKNOWN)
        return f"{text} {words.text(INFERRED)}" if field in row["inferred_fields"] else text

    return [
        row["product_id"],
        told(row["name"], "name"),
        row["producer_id"],
        told(row["producer"] or "", "producer_id"),
        told(words.stars(row["stars"]) if row["stars"] else "", "stars"),
        words.words("status", row["status"]),
        told(words.words("product_group", row["product_group"]), "product_group"),
        told(str(row["year"] or ""), "certified_year"),
        told(words.words("placement_words", row["placement"]), "unit_code"),
    ]


def list_words(words: PageWords, path: str) -> dict[str, Any]:
    """Return heading and notes of a list, the same on every page."""
    return {
        "path": path,
        "title": words.words("list", path),
        "notes": [words.text(note) for note in NOTES.get(path, ())],
    }


def list_of(words: PageWords, path: str, rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return a list of a commune: what it counts; identifier, name and more of each record."""
    column = KINDS[path].id_column
    count = count_list(path, rows)
    numbers = {name: words.number(getattr(count, name)) for name in ("rows", "counting", "places")}
    return {
        "count": words.words("list_count", path) % numbers,
        "rows": [_listed(row[column], row["name"], _beside(words, path, row)) for row in rows],
    }


def _listed(*cells: str) -> list[str]:
    """Return the cells of a row, without an empty one at its end."""
    return [*cells] if cells[-1] else [*cells[:-1]]


def _beside(words: PageWords, path: str, row: Row) -> str:
    """Return what stands beside the name of a record."""
    parts = []
    if path == "craft-villages" and row["standing"] != CraftStanding.RECOGNISED:
        parts.append(f" · {words.words('craft_standing', row['standing'])}")
    if path == "zones" and row["area_ha_max"] is not None:
        year = row["area_year"] or words.text(N_("year unknown"))
        parts.append(f" · {_hectares(words, row['area_ha_min'], row['area_ha_max'])} ({year})")
    if path == "markets" and row["weekdays"]:
        days = ", ".join(words.words("weekday", day) for day in row["weekdays"])
        differ = f" ({words.text(N_('sources differ'))})" if row["disputed"] else ""
        parts.append(f" · {days}{differ}")
    if path == "planned-sites":
        stage = words.words("planned_stage", row["stage"]) or words.text(N_("stage not known"))
        parts.append(f" · {stage}")
    if path == "producers" and "unit_code" in row["inferred_fields"]:
        parts.append(f" {words.text(N_('(commune inferred)'))}")
    return "".join(parts)


def _hectares(words: PageWords, low: float | None, high: float) -> str:
    """Return one figure of hectares, or its two ends."""
    if low is None or low == high:
        return f"{words.number(high)} ha"
    return f"{words.number(low)} – {words.number(high)} ha"
