"""Producers, crafts and craft villages of a province, district or commune."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.errors import N_
from geodata.plain import Row
from geodata.unit_figures import ListCount
from geodata.vocabulary import CraftStanding, ProducerKind
from layers.reports.cells import counted, inferred_sentence, inferred_text, numbered, place_text
from layers.reports.contents import Block, Cell, Column, Section, Table
from layers.reports.sentences import Teller, joined, ngettext
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory

PRODUCERS = N_("Producers")
WITH_PRODUCT = ngettext(
    "The registry names %(num)s producer with a recognised product.",
    "The registry names %(num)s producers with a recognised product.",
)
WITHOUT_PRODUCT = ngettext(
    "%(num)s further producer is on record without a recognised product and is not counted.",
    "%(num)s further producers are on record without a recognised product and are not counted.",
)
NO_PRODUCER = N_("The registry names no producer with a recognised product here; that is not zero.")
CRAFTS = N_("Crafts and craft villages")
RECOGNISED_CRAFTS = ngettext(
    "%(num)s craft or craft village is on record as recognised.",
    "%(num)s crafts and craft villages are on record as recognised.",
)
AT_PLACES = ngettext("They lie at %(num)s place.", "They lie at %(num)s places.")
OTHER_CRAFTS = ngettext(
    "%(num)s further row is a club, a group, a listing as heritage, was revoked or failed, or names no"
    " recognition; it is not counted.",
    "%(num)s further rows are clubs, groups, listings as heritage, were revoked or failed, or name no"
    " recognition; they are not counted.",
)
NO_CRAFT = N_("No recognised craft or craft village is on record here; that is not zero.")


def producers_section(teller: Teller, territory: Territory) -> Section:
    """Return how many producers count, and of which kinds."""
    if territory.records is None or territory.figures is None:
        return Section(teller.text(PRODUCERS), ())
    rows = territory.records.lists["producers"]
    counting = [row for row in rows if row["product_count"] > 0]
    others = len(rows) - len(counting)
    told = (
        teller.count(WITH_PRODUCT, len(counting)) if counting else teller.text(NO_PRODUCER),
        teller.count(WITHOUT_PRODUCT, others) if others else "",
        inferred_sentence(teller, counting),
    )
    blocks: list[Block] = [joined(told)]
    if counting:
        kinds = counted(row["kind"] for row in counting)
        columns = (
            teller.column(N_("Kind of producer"), width=3),
            teller.column(N_("Producers"), "whole", needed=False),
        )
        table_rows = [
            (teller.label("producer_kind", kind), kinds[kind] or None) for kind in (*ProducerKind, None)
        ]
        caption = teller.text(N_("Producers with a recognised product, by kind"))
        blocks.append(teller.table("producers_by_kind", caption, columns, table_rows))
    return Section(teller.text(PRODUCERS), tuple(blocks))


def producer_list(teller: Teller, territory: Territory) -> Iterator[Table]:
    """Give the list of the producers."""
    rows = territory.records.lists["producers"] if territory.records else ()
    if not rows:
        return
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Producer"), width=3.2),
        teller.column(N_("Kind of producer"), width=1.8),
        *place_column(teller, territory),
        teller.column(N_("Recognised products"), "whole", 1.2, needed=False),
        teller.column(N_("Inferred"), width=1.6, needed=False),
    )
    yield teller.table(
        "producers",
        teller.text(N_("Producers on record")),
        columns,
        numbered(
            (
                row["name"],
                teller.label("producer_kind", row["kind"]),
                *place_cell(row, territory),
                row["product_count"] or None,
                inferred_text(teller, row),
            )
            for row in rows
        ),
    )


def place_column(teller: Teller, territory: Territory) -> list[Column]:
    """Return the column of the commune or district; none in the report of a commune."""
    if territory.kind is SubjectKind.COMMUNE:
        return []
    return [teller.column(N_("Commune or district"), width=2)]


def place_cell(row: Row, territory: Territory) -> tuple[Cell, ...]:
    """Return the cell of ``place_column``."""
    return () if territory.kind is SubjectKind.COMMUNE else (place_text(row),)


def crafts_section(teller: Teller, territory: Territory) -> Section:
    """Return how many crafts and craft villages are recognised, and what the other rows are."""
    if territory.records is None or territory.figures is None:
        return Section(teller.text(CRAFTS), ())
    rows = territory.records.lists["craft-villages"]
    count: ListCount = territory.figures.lists["craft-villages"]
    others = count.rows - count.counting
    told = (
        teller.count(RECOGNISED_CRAFTS, count.counting) if count.counting else teller.text(NO_CRAFT),
        teller.count(AT_PLACES, count.places) if count.places != count.counting else "",
        teller.count(OTHER_CRAFTS, others) if others else "",
        inferred_sentence(teller, rows),
    )
    blocks: list[Block] = [joined(told)]
    if rows:
        pairs = counted((row["kind"] or "") + "|" + row["standing"] for row in rows)
        order = list(CraftStanding)
        keys = sorted(
            (str(pair).split("|") for pair in pairs),
            key=lambda key: (order.index(CraftStanding(key[1])), key[0]),
        )
        columns = (
            teller.column(N_("Standing"), width=3),
            teller.column(N_("Kind"), width=2.4),
            teller.column(N_("Rows"), "whole"),
        )
        table_rows = [
            (
                teller.label("craft_standing", standing),
                teller.label("craft_kind", kind or None),
                pairs[f"{kind}|{standing}"],
            )
            for kind, standing in keys
        ]
        caption = teller.text(N_("Crafts and craft villages by standing and kind"))
        blocks.append(teller.table("crafts_by_standing", caption, columns, table_rows))
    return Section(teller.text(CRAFTS), tuple(blocks))


def craft_list(teller: Teller, territory: Territory) -> Iterator[Table]:
    """Give the list of the crafts and craft villages."""
    rows = territory.records.lists["craft-villages"] if territory.records else ()
    if not rows:
        return
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Craft village or craft"), width=3),
        teller.column(N_("Craft"), width=2),
        teller.column(N_("Kind"), width=1.8),
        teller.column(N_("Standing"), width=1.8),
        *place_column(teller, territory),
        teller.column(N_("Year of recognition"), "year", 1.1),
        teller.column(N_("Inferred"), width=1.4, needed=False),
    )
    yield teller.table(
        "craft_villages",
        teller.text(N_("Crafts and craft villages on record")),
        columns,
        numbered(
            (
                row["name"],
                row["craft"],
                teller.label("craft_kind", row["kind"]),
                teller.label("craft_standing", row["standing"]),
                *place_cell(row, territory),
                row["recognised_year"],
                inferred_text(teller, row),
            )
            for row in rows
        ),
    )
