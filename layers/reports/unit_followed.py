"""What the programme follows of the products and producers of a unit, as far as a source says it."""

from __future__ import annotations

from geodata.errors import N_
from geodata.programme.tallies import PRODUCERS, PRODUCTS, UnitTally, tally_records
from geodata.records.fact_labels import fact_label
from geodata.store import Store
from layers.followed_labels import ANSWERS
from layers.reports.contents import Block, Section, Table
from layers.reports.narrowing import filter_line
from layers.reports.sentences import Teller
from layers.reports.territory import Territory

FOLLOWED = N_("What the programme follows")
MEANING = N_(
    "Facts as of %(day)s. A “not known” is no “no”: no source tells, or two contradict each other; no share"
    " is computed. Facts that are not listed are known of none."
)
TITLES = {
    PRODUCTS: N_("Products named as recognised, by what a source says of them"),
    PRODUCERS: N_("Producers with a recognised product, by what a source says of them"),
}


def followed_section(store: Store, teller: Teller, territory: Territory) -> Section:
    """Return the facts that are known of any product or producer; nothing where none is."""
    title = teller.text(FOLLOWED)
    if territory.records is None:
        return Section(title, ())
    day, lists = territory.view.status_day, territory.records.lists
    keys = {
        PRODUCTS: [row["product_id"] for row in lists["products"]],
        PRODUCERS: [row["producer_id"] for row in lists["producers"] if row["product_count"] > 0],
    }
    told = {kind: tally_records(store, territory.view, kind, some) for kind, some in keys.items()}
    tables = [_table(teller, kind, one) for kind, one in told.items() if one.known()]
    if not tables:
        return Section(title, ())
    line = filter_line(store, teller, territory)
    blocks: list[Block] = [" ".join(part for part in (line, teller.text(MEANING, day=day)) if part), *tables]
    return Section(title, tuple(blocks))


def _table(teller: Teller, kind: str, one: UnitTally) -> Table:
    """Return a row for each fact that is known of any."""
    numbers = [teller.column(text, "whole", needed=False) for text in ANSWERS.values()]
    return teller.table(
        f"followed_{kind}",
        teller.text(TITLES[kind]),
        (teller.column(N_("What is followed"), width=3), *numbers),
        [
            (teller.text(fact_label(kind, fact)), tally.yes, tally.no, tally.unknown)
            for fact, tally in one.known().items()
        ],
    )
