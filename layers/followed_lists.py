"""The facts on record and the linked zones as tables that are taken away, one row each."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.errors import N_
from geodata.programme.current import CurrentFact
from geodata.programme.listing import ListedFact, ListedZone, Standing
from geodata.programme.tallies import PRODUCERS, PRODUCTS
from geodata.records.choices import FACT_VALUES, PRECISIONS
from geodata.records.fact_labels import fact_label
from geodata.store import Store
from geodata.view import View
from geodata.writing import day_text, period_text, real_part
from layers.exports.plain_tables import Lines, PlainTable
from layers.wording import Wording

KINDS = {PRODUCTS: N_("Product"), PRODUCERS: N_("Producer")}
STANDINGS = {
    Standing.CURRENT: N_("current"),
    Standing.DISPUTED: N_("sources contradict each other: not known"),
    Standing.OPEN: N_("whether this was so on that day cannot be told"),
    Standing.NOT_CURRENT: N_("superseded, ended or of a later day"),
}
RECORD_HEADINGS = (N_("Record"), N_("Identifier"), N_("Commune"), N_("District (until 30 June 2025)"))
FACT_HEADINGS = (
    N_("Kind"),
    *RECORD_HEADINGS,
    N_("What is followed"),
    N_("Value"),
    N_("Link"),
    N_("Amount (đồng)"),
    N_("As of"),
    N_("How much of the date is known"),
    N_("No longer since"),
    N_("How it stands"),
    N_("Source"),
    N_("Note"),
    # By these a corrected row is found again when the list is handed in (``geodata.intake.part_tables``).
    N_("Identifier of the fact"),
)
ZONE_HEADINGS = (
    *RECORD_HEADINGS,
    N_("Raw-material zone"),
    N_("Hectares"),
    N_("Households"),
    N_("As of"),
    N_("How it stands"),
    N_("Source"),
    N_("Identifier of the zone"),
)
FACTS_TITLE = N_("What sources say of products and producers")
ZONES_TITLE = N_("Linked raw-material zones")
LISTED = N_(
    "Every fact on record, whatever the recognition of the product; an empty cell is not known. Hectares and"
    " households are those of the link; those of several zones are not added up."
)


def facts_table(found: Sequence[ListedFact], words: Wording) -> PlainTable:
    """Return one row for each fact."""
    rows = tuple(
        (words.translate(KINDS[one.kind]), *_record(one), *_said(one, words), *_origin(one, words))
        for one in found
    )
    headings = tuple(words.translate(text) for text in FACT_HEADINGS)
    return PlainTable("facts", words.translate(FACTS_TITLE), headings, rows)


def _record(one: ListedFact | ListedZone) -> tuple[str | None, ...]:
    """Return what names a record and where it is."""
    return tuple(one.record[name] for name in ("name", "id", "commune", "district"))


def _said(one: ListedFact, words: Wording) -> tuple[str | int | None, ...]:
    """Return fact, value, link and amount."""
    fact = one.fact
    listed = FACT_VALUES.get(fact.fact.value, {})
    value = fact.value
    told = words.translate(listed[value]) if value is not None and value in listed else value
    return words.translate(fact_label(one.kind, fact.fact)), told, fact.link, fact.amount_vnd


def _origin(one: ListedFact, words: Wording) -> tuple[str | None, ...]:
    """Return day, precision, end, standing, source, note and the identifier of the fact."""
    fact = one.fact
    precision = None if fact.precision is None else words.translate(PRECISIONS[fact.precision.value])
    standing = words.translate(STANDINGS[one.standing])
    ended = day_text(fact.ended_on) or None
    return _day(fact), precision, ended, standing, fact.source, fact.note, fact.fact_id


def _day(fact: CurrentFact) -> str | None:
    """Return the day of a fact as far as it is known."""
    return None if fact.as_of is None else period_text(real_part(fact.as_of, fact.precision))


def zones_table(found: Sequence[ListedZone], words: Wording) -> PlainTable:
    """Return one row for each link of a product with a zone."""
    rows = tuple(
        (
            *_record(one),
            one.link.zone,
            one.link.hectares,
            one.link.households,
            one.link.as_of,
            words.translate(STANDINGS[one.standing]),
            one.link.source,
            one.link.zone_id,
        )
        for one in found
    )
    headings = tuple(words.translate(text) for text in ZONE_HEADINGS)
    return PlainTable("linked_zones", words.translate(ZONES_TITLE), headings, rows)


def list_lines(store: Store, view: View, words: Wording) -> Lines:
    """Return what the tables rest on."""
    return [
        (words.translate(N_("Base date")), words.base_date(store)),
        (words.translate(N_("Unit system and records")), words.view(view)),
        (words.translate(N_("Facts as of")), day_text(view.status_day)),
        (words.translate(N_("Meaning")), words.translate(LISTED)),
    ]
