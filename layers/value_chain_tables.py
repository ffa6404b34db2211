"""The tables of a value chain, as files carry them."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.errors import N_
from geodata.store import Store
from geodata.value_chain.breaks import Breaks, BreakTable, Standing
from geodata.value_chain.channels import Channel
from geodata.value_chain.links import Link
from geodata.value_chain.vocabulary import BreakList, Certainty, NodeKind, State
from geodata.view import ProductFilter, View
from layers.chain_labels import REASONS
from layers.exports.plain_tables import Lines, PlainTable
from layers.tour_files.tables import Value
from layers.value_chain_words import (
    CERTAINTIES,
    LINKS,
    LISTS,
    STATES,
    Told,
    basis_notes,
    closing_text,
    list_title,
    shown_minutes,
)
from layers.wording import Wording

LINKS_TITLE, COUNTS_TITLE = N_("Links of the value chain"), N_("Where the value chain breaks")
CHANNELS = {
    NodeKind.PRODUCERS: N_("Producer → sales channel"),
    NodeKind.PRODUCTS: N_("Product → sales channel"),
}
LINK_HEADINGS = (
    N_("What it links"),
    N_("From"),
    N_("To"),
    N_("How it is known"),
    N_("What says so"),
    N_("Source"),
    N_("Identifier of the first"),
    N_("Identifier of the second"),
)
ROW_HEADINGS = (
    N_("Name"),
    N_("State"),
    N_("Why"),
    N_("Linked with, or named"),
    N_("Commune"),
    N_("District (until 30 June 2025)"),
    N_("Placed by"),
    N_("Identifier"),
)
MINUTES_HEADINGS = (
    N_("Minutes, from"),
    N_("Minutes, likely"),
    N_("Minutes, to"),
    N_("Sales channels on record"),
)
CRAFT_HEADINGS = (N_("Recognised products of the commune (no link)"),)
COUNT_HEADINGS = (N_("List"), N_("State"), N_("Why"), N_("Records"))


def links_table(told: Told, links: Iterable[Link], channels: Iterable[Channel]) -> PlainTable:
    """Return every link with what says so; behind them the sales channels, which are no records."""
    words = told.words
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            words.translate(LINKS[link.kind]),
            told.name(link.start),
            told.name(link.end),
            words.translate(CERTAINTIES[link.certainty]),
            "; ".join(told.sayings(link)),
            "; ".join(dict.fromkeys(source for saying in link.sayings for source in saying.sources)),
            link.start[1],
            link.end[1],
        )
        for link in links
    )
    rows += tuple(_channel_cells(told, channel) for channel in channels)
    return PlainTable("links", words.translate(LINKS_TITLE), _headings(words, LINK_HEADINGS), rows)


def _channel_cells(told: Told, channel: Channel) -> tuple[Value, ...]:
    """Return a sales channel as a row of the links: its date, its address and what is noted of it say so."""
    words, fact = told.words, channel.fact
    return (
        words.translate(CHANNELS[channel.of[0]]),
        told.name(channel.of),
        words.label("sales_channel", fact.value),
        words.translate(CERTAINTIES[Certainty.RECORDED]),
        "; ".join(text for text in (told.as_of(fact), fact.link, fact.note) if text),
        fact.source,
        channel.of[1],
        None,
    )


def breaks_table(told: Told, breaks: Breaks, key: BreakList, rows: Iterable[Standing]) -> PlainTable:
    """Return records of one list."""
    words = told.words
    headings: tuple[str, ...] = ROW_HEADINGS
    if key is BreakList.PRODUCERS:
        headings += MINUTES_HEADINGS
    elif key is BreakList.CRAFT_VILLAGES:
        headings += CRAFT_HEADINGS
    cells = tuple(_cells(told, key, row) for row in rows)
    return PlainTable(
        key.value.replace("-", "_"), list_title(words, key, breaks.asked), _headings(words, headings), cells
    )


def _cells(told: Told, key: BreakList, row: Standing) -> tuple[Value, ...]:
    """Return the cells of a record."""
    words, placed = told.words, row.node.row
    cells: tuple[Value, ...] = (
        row.node.name,
        words.translate(STATES[row.state]),
        told.reason(row),
        told.names(row.partners),
        placed["commune"],
        placed["district"],
        words.label("placement", placed["placement"]),
        row.node.record_id,
    )
    if key is BreakList.PRODUCERS:
        way = row.way
        minutes: tuple[Value, ...] = (
            (None, None, None)
            if way is None or way.point is None
            else tuple(shown_minutes(one, told.limit) for one in (way.low, way.likely, way.high))
        )
        return (*cells, *minutes, "; ".join(words.label("sales_channel", one) for one in row.channels))
    return (*cells, row.beside) if key is BreakList.CRAFT_VILLAGES else cells


def counts_table(told: Told, breaks: Breaks, tables: Iterable[BreakTable]) -> PlainTable:
    """Return how many records of each list have each state and reason; they add up to all of the list."""
    words = told.words
    rows: list[tuple[Value, ...]] = []
    for table in tables:
        title = list_title(words, table.key, breaks.asked)
        for state in State:
            reasons = dict.fromkeys(row.reason for row in table.rows if row.state is state)
            for reason in reasons:
                count = sum(row.state is state and row.reason is reason for row in table.rows)
                rows.append((title, words.translate(STATES[state]), words.translate(REASONS[reason]), count))
        rows.append((title, words.translate(N_("Together")), None, len(table.rows)))
    return PlainTable("counts", words.translate(COUNTS_TITLE), _headings(words, COUNT_HEADINGS), tuple(rows))


def chain_lines(
    store: Store, view: View, chosen: ProductFilter, breaks: Breaks, told: Told, extra: Lines = ()
) -> Lines:
    """Return what the tables rest on."""
    words = told.words
    filtered = words.filter(store, chosen, view)
    notes = [(words.translate(N_("Note")), note) for note in basis_notes(words, breaks)]
    closing = [
        (words.translate(LISTS[table.key]), closing_text(words, table)) for table in breaks.tables.values()
    ]
    return [
        (words.translate(N_("Base date")), words.base_date(store)),
        (words.translate(N_("Shown")), words.view(view)),
        (words.translate(N_("Filter")), filtered or words.translate(N_("none, every record"))),
        *extra,
        *closing,
        *notes,
    ]


def _headings(words: Wording, headings: Iterable[str]) -> tuple[str, ...]:
    """Return headings in the language of the file."""
    return tuple(map(words.translate, headings))
