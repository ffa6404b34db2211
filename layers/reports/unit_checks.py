"""What is not placed, and how the registry stands against published totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geodata import quality
from geodata.errors import N_
from geodata.joins import district_names
from geodata.quality import Published
from geodata.reconciliation.figures import Chosen, Reconciled, reconciled
from geodata.reconciliation.holding import Basis
from geodata.registry_counts import PROVINCE_2024, PROVINCE_2025
from geodata.store import Store
from geodata.vocabulary import InSystem, UnitSystem
from geodata.writing import period_text
from layers.reconciliation_words import basis_text, difference_text, key_text, metric_text, range_text
from layers.reports.cells import counted, source_text
from layers.reports.contents import Block, Cell, Section
from layers.reports.sentences import Teller, joined, ngettext
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory

PLACING = N_("What is not placed, or only by district")
KINDS: dict[str, str] = {
    "products": N_("Products named as recognised"),
    "producers": N_("Producers"),
    "craft-villages": N_("Crafts and craft villages"),
    "zones": N_("Raw-material zones"),
    "sales-points": N_("Sales points"),
    "sights": N_("Sights"),
}
# Named only where something is planned.
PLANNED = {"planned-sites": N_("Planned clusters and points")}
OUTSIDE_COMMUNES = ngettext(
    "%(num)s product is in no commune of the unit system and therefore on no map of communes.",
    "%(num)s products are in no commune of the unit system and therefore on no map of communes.",
)
EVERY_PLACED = N_("Every product named here is known by its commune.")
INFERRED_COMMUNES = ngettext(
    "The commune of %(num)s product is inferred.", "The communes of %(num)s products are inferred."
)
CLOSES = N_("The four columns of each row close to the number of its rows.")
# As the page of reconciliation counts unless it is asked otherwise.
BASIS = Basis.IN_FORCE
PUBLISHED = N_("Registry and published totals")
NEWEST = N_(
    "For %(day)s, %(source)s published %(published)s recognised products; as of then the registry counts"
    " %(registry)s, a difference of %(difference)s."
)
NONE_NAMED = N_(
    "For %(day)s, %(source)s published %(published)s recognised products; the registry names none here, which"
    " is not zero."
)
MEANS = N_(
    "The registry counts, as of the date of each figure, %(basis)s: from those that certainly counted then to"
    " those that may have, because of most certificates only the year is known, of many nothing. The"
    " difference is registry less published."
)
NOTE = N_(
    "Certainly – at most, as of the date of each figure; “–” is none named or nothing to compare with, which"
    " is not zero. The records behind each count stand on the page of the reconciliation."
)
MERGED = N_(
    "Totals after the merger also hold the former Yên Bái,"
    " where nobody has collected the data systematically."
)
DISAGREE = ngettext(
    "On %(num)s figure the published sources contradict each other; both stand in the table.",
    "On %(num)s figures the published sources contradict each other; both stand in the table.",
)
BROKEN = ngettext(
    "%(num)s published total is not the sum of the parts that its own source gives.",
    "%(num)s published totals are not the sums of the parts that their own sources give.",
)
NO_PUBLISHED = N_(
    "No published total is known for this unit, so that nothing can be held against the registry."
)
OF_ALL = N_(
    "This report is of a part of the products, chosen by a filter: it is not held against published totals,"
    " which are of all."
)
NONE_YET = N_(
    "No total published for this unit up to %(day)s is known, so that nothing can be held against the"
    " registry."
)


def has_published(territory: Territory) -> bool:
    """Tell whether the unit has a part with published totals that it can be held against."""
    is_whole = territory.wanted.is_empty()
    return territory.records is not None and is_whole and territory.kind is not SubjectKind.COMMUNE


def placing_section(teller: Teller, territory: Territory) -> Section:
    """Return where the records of a province or district fall in the unit system."""
    if territory.records is None or territory.kind is SubjectKind.COMMUNE:
        return Section(teller.text(PLACING), ())
    products = territory.records.lists["products"]
    outside = sum(row["commune_code"] is None for row in products)
    inferred = sum("unit_code" in row["inferred_fields"] for row in products)
    told = [teller.count(OUTSIDE_COMMUNES, outside)] if outside else []
    told += [teller.text(EVERY_PLACED)] if products and not outside else []
    told += [teller.count(INFERRED_COMMUNES, inferred)] if inferred else []
    columns = (
        teller.column(N_("Kind of record"), width=3),
        teller.column(N_("Rows"), "whole", needed=False),
        *(teller.column(teller.label("in_system", place), "whole", 1.3, needed=False) for place in InSystem),
    )
    rows: list[tuple[Cell, ...]] = []
    lists = territory.records.lists
    for path, title in (KINDS | PLANNED if lists["planned-sites"] else KINDS).items():
        records = lists[path]
        where = counted(row["in_system"] for row in records)
        found = (where[place.value] or None for place in InSystem)
        rows.append((teller.text(title), len(records) or None, *found))
    caption = teller.text(N_("Where the records fall in the unit system"))
    return Section(
        teller.text(PLACING),
        (
            *([joined(told)] if told else []),
            teller.table("placing", caption, columns, rows, [teller.text(CLOSES)]),
        ),
    )


def published_section(store: Store, teller: Teller, territory: Territory) -> Section:
    """Return the published totals of the unit beside the registry, with source, date and difference."""
    title = teller.text(PUBLISHED)
    if not territory.wanted.is_empty():
        return Section(title, (teller.text(OF_ALL),))
    found = _reconciled(store, territory)
    if not found:
        day = territory.view.on
        return Section(title, (teller.text(NONE_YET, day=day) if day else teller.text(NO_PUBLISHED),))
    blocks: list[Block] = [joined(_told(teller, territory, found))]
    districts = district_names(store)
    columns = (
        # About centimetres: the longest word of each heading, and a day, fit in both languages.
        teller.column(N_("What is counted"), width=1.7),
        teller.column(N_("Of which"), width=1.45, needed=False),
        teller.column(N_("Date, as far as it is known"), width=1.9),
        teller.column(N_("Published"), "whole", 1.75),
        teller.column(N_("Registry: certainly"), "whole", 1.65, needed=False),
        teller.column(N_("Registry: at most"), "whole", 1.65, needed=False),
        teller.column(N_("Difference: from"), "signed", 1.95, needed=False),
        teller.column(N_("Difference: to"), "signed", 1.95, needed=False),
        teller.column(N_("Source"), width=2),
    )
    rows = [_row(teller, one, districts) for one in found]
    blocks.append(
        teller.table(
            "published",
            teller.text(N_("Published totals beside the registry")),
            columns,
            rows,
            [teller.text(NOTE)],
            teller.text(N_("Source: the source of each row; differences computed.")),
        )
    )
    return Section(title, tuple(blocks))


def _reconciled(store: Store, territory: Territory) -> list[Reconciled]:
    """Return the figures about the unit up to the day of the view, as the page of reconciliation counts."""
    if territory.kind is SubjectKind.COMMUNE:
        return []
    view = territory.view
    is_district = territory.kind is SubjectKind.DISTRICT
    chosen = Chosen(district=str(territory.unit["unit_code"]) if is_district else None, basis=BASIS)
    province = PROVINCE_2025 if view.units is UnitSystem.Y2025 else PROVINCE_2024
    return [
        one
        for one in reconciled(store, chosen, view.today)
        if (view.on is None or one.published.as_of <= view.on)
        and (is_district or one.published.province_code == province)
    ]


def _told(teller: Teller, territory: Territory, found: list[Reconciled]) -> Iterator[str]:
    """Give the sentences above the table."""
    # The total of a district is a part of the province's.
    metric = "products_total" if territory.kind is SubjectKind.PROVINCE else "products_by_district"
    totals = [one for one in found if one.published.metric == metric]
    if totals:
        newest = max(totals, key=lambda one: one.published.as_of)
        told = {
            "day": period_text(newest.published.period),
            "source": source_text(newest.published.source),
            "published": newest.published.value,
        }
        if newest.tally is None or newest.difference is None or not newest.tally.high:
            yield teller.text(NONE_NAMED, **told)
        else:
            counted = range_text(teller.words, newest.tally.low, newest.tally.high)
            difference = difference_text(teller.words, newest.difference)
            yield teller.text(NEWEST, registry=counted, difference=difference, **told)
    yield teller.text(MEANS, basis=basis_text(teller.words, BASIS))
    if any(one.published.province_code == PROVINCE_2025 for one in found):
        yield teller.text(MERGED)
    own = [one.published for one in found]
    if territory.kind is SubjectKind.PROVINCE:
        yield from _contradictions(teller, own)


def _contradictions(teller: Teller, own: list[Published]) -> Iterator[str]:
    """Give where published figures contradict each other or themselves."""
    differing = len(quality.disagreements(own))
    if differing:
        yield teller.count(DISAGREE, differing)
    broken = len(quality.broken_sums(own))
    if broken:
        yield teller.count(BROKEN, broken)


def _row(teller: Teller, one: Reconciled, districts: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return one published figure beside the registry's count as of its date."""
    published = one.published
    named = one.tally if one.tally is not None and one.tally.high else None
    return (
        metric_text(teller.words, published.metric),
        key_text(teller.words, published.metric, published.key, districts),
        period_text(published.period),
        published.value,
        *((None, None) if named is None else (named.low, named.high)),
        *((None, None) if named is None or one.difference is None else one.difference),
        source_text(published.source),
    )
