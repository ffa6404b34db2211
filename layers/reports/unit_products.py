"""The products of a province, district or commune: by status, stars, group and unit, and what lapses soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from geodata.certificates.vocabulary import Todo
from geodata.errors import N_
from geodata.indicator_names import Indicator, counts_products
from geodata.indicators import indicator_by_commune
from geodata.lapsing import Lapse, lapses
from geodata.plain import Row
from geodata.standing import Certainty, last_day
from geodata.store import Store
from geodata.view import NONE
from layers.reports.cells import inferred_text, numbered, place_text, stars_text
from layers.reports.contents import Block, Cell, Column, Section, Table
from layers.reports.narrowing import filter_line
from layers.reports.sentences import Teller, joined, ngettext
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory, unit_in_text, unit_title
from layers.wording import UNKNOWN

PRODUCTS = N_("OCOP products")
NAMED = ngettext(
    "The registry names %(num)s product of %(unit)s as recognised.",
    "The registry names %(num)s products of %(unit)s as recognised.",
)
PASSING = ngettext(
    "%(num)s product of %(unit)s that the registry names as recognised passes the filter.",
    "%(num)s products of %(unit)s that the registry names as recognised pass the filter.",
)
NONE_PASSES = N_("No product of %(unit)s that the registry names as recognised passes the filter.")
NONE_NAMED = N_("The registry names no recognised product of %(unit)s; that is not zero.")
WHERE = N_(
    "By place: %(in_communes)s in a commune of the unit system, %(district_only)s known only by the district,"
    " %(not_placed)s not placed, %(outside)s outside the unit system."
)
ESTIMATED = ngettext(
    "%(num)s of them rests on inferred values (stars: %(stars)s; group: %(group)s; commune: %(commune)s).",
    "%(num)s of them rest on inferred values (stars: %(stars)s; group: %(group)s; commune: %(commune)s).",
)
STATUSES = N_(
    "By status on %(day)s: in force %(in_force)s; lapsed %(lapsed)s; cannot be told %(undetermined)s. The"
    " three are never added up to one number of recognised products."
)
EVALUATED = ngettext(
    "%(num)s further product was only evaluated and not recognised; it is in no count.",
    "%(num)s further products were only evaluated and not recognised; they are in no count.",
)
NO_LAPSE = N_("Of no product is it known that its recognition ends between %(day)s and %(then)s.")
LAPSING = ngettext(
    "The recognition of %(num)s product ends or may end between %(day)s and %(then)s.",
    "The recognition of %(num)s products ends or may end between %(day)s and %(then)s.",
)
YEAR_ONLY = ngettext(
    "For %(num)s product only the year of recognition is known, so that the end is a span.",
    "For %(num)s products only the year of recognition is known, so that their ends are spans.",
)
OTHER_OPEN = ngettext(
    "For %(num)s product the day is known, but not that of another certificate, so that it may end later.",
    "For %(num)s products the day is known, but not that of another certificate, so that they may end later.",
)
CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.CERTAIN: N_("ends for certain"),
    Certainty.POSSIBLE: N_("may end: the day of a certificate is not known"),
    Certainty.IF_IN_FORCE: N_("ends, if it is still in force today"),
}
RATING = N_("Stars are the latest rating that a source mentions, not the rating in force.")
GROUPS = N_("Most groups were assigned by the collector, not by a source.")
BY_UNIT = N_(
    "Products of a district that no commune is known of are in the district and in none of its communes."
)
COMMUNE_INDICATORS: tuple[tuple[Indicator, str], ...] = (
    (Indicator.PRODUCTS, N_("Products")),
    (Indicator.PRODUCTS_IN_FORCE, N_("In force")),
    (Indicator.PRODUCTS_3_STAR, N_("3 stars")),
    (Indicator.PRODUCTS_4_STAR, N_("4 stars")),
    (Indicator.PRODUCTS_5_STAR, N_("5 stars")),
    (Indicator.PRODUCERS, N_("Producers")),
    (Indicator.CRAFT_VILLAGES, N_("Crafts")),
    (Indicator.SALES_POINTS, N_("Sales points")),
)


def products_section(store: Store, teller: Teller, territory: Territory) -> Section:
    """Return the figures of the products."""
    if territory.records is None:
        return Section(teller.text(PRODUCTS), ())
    products, summary = territory.records.lists["products"], territory.summary
    unit = unit_in_text(territory.unit, teller.words)
    is_whole = territory.wanted.is_empty()
    some, none = (NAMED, NONE_NAMED) if is_whole else (PASSING, NONE_PASSES)
    named = teller.count(some, len(products), unit=unit) if products else teller.text(none, unit=unit)
    line = filter_line(store, teller, territory)
    sentences, tables = [line, named] if line else [named], []
    if summary is not None and products:
        sentences += _summed(teller, territory, summary)
        tables = list(_tables(teller, territory, summary))
    evaluated = len(territory.records.evaluated)
    if evaluated:
        sentences.append(teller.count(EVALUATED, evaluated))
    blocks: list[Block] = [joined(sentences), *tables]
    if products:
        blocks += _lapsing(store, teller, territory)
    return Section(teller.text(PRODUCTS), tuple(blocks))


def _summed(teller: Teller, territory: Territory, summary: Mapping[str, Any]) -> list[str]:
    """Return the sentences of the summary."""
    inferred = summary["inferred"]
    found = [teller.text(STATUSES, day=territory.view.status_day, **summary["by_status"])]
    if territory.kind is not SubjectKind.COMMUNE:
        names = ("in_communes", "district_only", "not_placed", "outside")
        found.append(teller.text(WHERE, **{name: summary[name] for name in names}))
    if inferred["records"]:
        parts = {name: inferred[name] for name in ("stars", "group", "commune")}
        found.append(teller.count(ESTIMATED, inferred["records"], **parts))
    return found


def _tables(teller: Teller, territory: Territory, summary: Mapping[str, Any]) -> Iterator[Table]:
    """Give the tables by status, stars, group and district."""
    number = teller.column(N_("Products"), "whole", needed=False)
    day = territory.view.status_day
    yield teller.table(
        "by_status",
        teller.text(N_("Products by status on %(day)s"), day=day),
        (teller.column(N_("Status"), width=3), number),
        [(teller.label("status", key), count or None) for key, count in summary["by_status"].items()],
    )
    yield teller.table(
        "by_stars",
        teller.text(N_("Products by stars (latest rating met)")),
        (teller.column(N_("Stars"), width=3), number),
        [(stars_text(teller, key), count or None) for key, count in summary["by_stars"].items()],
        [teller.text(RATING), *_inferred_note(teller, summary["inferred"]["stars"])],
    )
    yield teller.table(
        "by_group",
        teller.text(N_("Products by group")),
        (teller.column(N_("Product group"), width=3), number),
        [
            (teller.label("product_group", None if key == NONE else key), count or None)
            for key, count in summary["by_group"].items()
        ],
        [teller.text(GROUPS), *_inferred_note(teller, summary["inferred"]["group"])],
    )
    if territory.kind is SubjectKind.PROVINCE:
        yield teller.table(
            "by_district",
            teller.text(N_("Products by district (until 30 June 2025)")),
            (teller.column(N_("District"), width=3), number),
            [
                (entry["name"] or teller.text(UNKNOWN), entry["count"] or None)
                for entry in summary["by_district"].values()
            ],
        )


INFERRED_ROWS = ngettext(
    "%(num)s product of this table rests on an inferred value.",
    "%(num)s products of this table rest on inferred values.",
)


def _inferred_note(teller: Teller, count: int) -> list[str]:
    """Return the line that says how much of a table is inferred."""
    return [teller.count(INFERRED_ROWS, count)] if count else []


def commune_table(store: Store, teller: Teller, territory: Territory) -> Table | None:
    """Return what the map counts in each commune of a province or district; None where no map shows it."""
    if not territory.is_drawn or not territory.communes or territory.records is None:
        return None
    cells = {indicator: _values(store, territory, indicator) for indicator, _ in COMMUNE_INDICATORS}
    columns = (
        teller.column(N_("Commune"), width=3),
        *(teller.column(title, "whole", needed=False) for _, title in COMMUNE_INDICATORS),
    )
    rows = [
        (
            unit_title(commune, teller.words),
            *(_figure(cells[indicator].get(commune["unit_code"])) for indicator, _ in COMMUNE_INDICATORS),
        )
        for commune in territory.communes
        if commune["has_records"]
    ]
    return teller.table(
        "by_commune", teller.text(N_("Figures of the communes, as the map counts them")), columns, rows,
        [teller.text(BY_UNIT), teller.text(RATING)],
    )  # fmt: skip


def _values(store: Store, territory: Territory, indicator: Indicator) -> dict[str, float]:
    """Return what the map counts in each commune; the filter is one of products."""
    chosen = territory.wanted if counts_products(indicator) and not territory.wanted.is_empty() else None
    found: dict[str, float] = indicator_by_commune(store, territory.view, indicator, chosen)[
        "value"
    ].to_dict()
    return found


def _figure(value: float | None) -> int | None:
    """Return a cell of the map; None where there is no number."""
    return int(value) if value is not None and value > 0 else None


def _lapsing(store: Store, teller: Teller, territory: Territory) -> Iterator[Block]:
    """Give the recognitions that end within a year."""
    day = territory.view.status_day
    products = territory.records.lists["products"] if territory.records else ()
    found = lapses(store, products, day)
    if not found:
        yield teller.text(NO_LAPSE, day=day, then=last_day(day))
        return
    open_ends = Counter(lapse.todo for lapse in found)
    year_only, other_open = open_ends[Todo.FIND_DAY], open_ends[Todo.FIND_OTHER_DAY]
    yield joined(
        (
            teller.count(LAPSING, len(found), day=day, then=last_day(day)),
            teller.count(YEAR_ONLY, year_only) if year_only else "",
            teller.count(OTHER_OPEN, other_open) if other_open else "",
        )
    )
    yield teller.table(
        "lapsing",
        teller.text(N_("Recognitions that end or may end within 12 months of %(day)s"), day=day),
        (
            teller.column(N_("Product"), width=3),
            teller.column(N_("Producer"), width=2.4),
            teller.column(N_("Stars"), "whole", 0.9),
            teller.column(N_("Ends, from"), "day", 1.6),
            teller.column(N_("Ends, to"), "day", 1.6),
            teller.column(N_("How sure"), width=2),
        ),
        [_lapse_row(teller, lapse) for lapse in found],
        [teller.text(N_("A recognition lasts 36 months (Decision 148/QĐ-TTg of 24 February 2023)."))],
    )


def _lapse_row(teller: Teller, lapse: Lapse) -> tuple[Cell, ...]:
    """Return one product whose recognition ends."""
    product = lapse.product
    return (
        product["name"],
        product["producer"],
        product["stars"],
        lapse.first,
        lapse.last,
        teller.text(CERTAINTIES[lapse.certainty]),
    )


def product_list(teller: Teller, territory: Territory) -> list[Table]:
    """Return the list of the products, and of those that were only evaluated."""
    if territory.records is None:
        return []
    day = territory.view.status_day
    lists = (
        (
            "products",
            teller.text(N_("Products named as recognised; status on %(day)s"), day=day),
            territory.records.lists["products"],
        ),
        (
            "evaluated",
            teller.text(N_("Products only evaluated, in no count")),
            territory.records.evaluated,
        ),
    )
    return [
        teller.table(
            name, caption, _columns(teller, territory), numbered(_row(teller, row, territory) for row in rows)
        )
        for name, caption, rows in lists
        if rows
    ]


def _columns(teller: Teller, territory: Territory) -> list[Column]:
    """Return the columns of a list of products."""
    place = (
        [] if territory.kind is SubjectKind.COMMUNE else [teller.column(N_("Commune or district"), width=2)]
    )
    return [
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Product"), width=3),
        teller.column(N_("Producer"), width=2.6),
        *place,
        teller.column(N_("Stars"), "whole", 1.0),
        teller.column(N_("Status"), width=1.4),
        teller.column(N_("Product group"), width=1.6),
        teller.column(N_("Year of recognition"), "year", 1.1),
        teller.column(N_("Inferred"), width=1.6, needed=False),
    ]


def _row(teller: Teller, row: Row, territory: Territory) -> tuple[Cell, ...]:
    """Return one product."""
    place = () if territory.kind is SubjectKind.COMMUNE else (place_text(row),)
    status = (
        teller.label("status", row["status"])
        if row["status"]
        else teller.label("recognition", row["recognition"])
    )
    return (
        row["name"],
        row["producer"],
        *place,
        row["stars"],
        status,
        teller.label("product_group", row["product_group"]),
        row["year"],
        inferred_text(teller, row),
    )
