"""The expiry board and the gaps to the next star as files: in every format, and as a workbook to send out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from geodata.certificates.checks import read_checks
from geodata.certificates.expiry import Board, Group
from geodata.certificates.on_sale import still_sold
from geodata.certificates.supervision import Supervision
from geodata.certificates.upgrades import Upgrades
from geodata.errors import N_, TooLarge
from geodata.standing import Standing
from geodata.store import Store
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel
from geodata.writing import day_text
from layers.build import Layer
from layers.certificate_layers import (
    CHECKS,
    LAPSES,
    ON_SALE,
    checks_layer,
    lapse_layer,
    on_sale_layer,
    upgrade_layer,
)
from layers.exports.content import Content, content_made
from layers.exports.facts import facts_of
from layers.exports.origin import Origin
from layers.exports.workbook import make_workbook
from layers.wording import Wording

SOURCE = N_("Computed by this map from the certificates of the registry.")
NO_UNIT = N_("In no commune")
NO_PRODUCER = N_("No producer on record")
# A workbook with more sheets is one that nobody looks through.
MOST_SHEETS = 200


def expiry_content(
    store: Store,
    board: Board,
    key: str,
    crs: str,
    words: Wording,
    month: date | None = None,
    check: Supervision | None = None,
) -> Content:
    """
    Return a layer of the board: what ends, what lapsed and is still sold, or the checks since recognition.

    ``month`` (any of its days) leaves of what ends only what can end in it,
    ``check`` of the checks only products of one kind.
    """
    if key == ON_SALE.key:
        return _expiry_content(store, board, on_sale_layer(still_sold(store, board), words), crs, words)
    if key == CHECKS.key:
        checks = read_checks(store, board.question)
        return _expiry_content(store, board, checks_layer(checks.only(check), words), crs, words, check=check)
    lapses = board.in_month(month)
    return _expiry_content(store, board, lapse_layer(lapses), crs, words, month)


def count_rows(
    store: Store, board: Board, keys: Collection[str], month: date | None, check: Supervision | None
) -> int:
    """Return how many rows layers of the board have together."""
    counts = {LAPSES.key: lambda: len(board.in_month(month))}
    counts[ON_SALE.key] = lambda: len(still_sold(store, board))
    counts[CHECKS.key] = lambda: len(read_checks(store, board.question).only(check))
    return sum(counts[key]() for key in keys)


def _expiry_content(
    store: Store,
    board: Board,
    layer: Layer,
    crs: str,
    words: Wording,
    month: date | None = None,
    check: Supervision | None = None,
) -> Content:
    """Return one layer with what it rests on."""
    question, state = board.question, store.state()
    lines = [
        *asked_lines(store, question.view, question.chosen, words),
        (N_("Looked ahead"), words.text(N_("up to %(day)s"), day=day_text(question.then))),
        *([(N_("Only in the month"), f"{month:%m/%Y}")] if month else []),
        *([(N_("Only where"), words.label("supervision", check.value))] if check else []),
        *([(N_("Only of the producer"), question.producer)] if question.producer else []),
        *((words.label("standing", one.value), words.number(board.standings[one])) for one in Standing),
        (N_("Recognised products in all"), words.number(board.total)),
    ]
    origin = Origin(
        stem=f"expiry_{question.view.units}_{question.day:%Y%m%d}_{question.months}m",
        page="expiry",
        lines=tuple(lines),
        plain={
            "months": question.months,
            "then": question.then.isoformat(),
            "month": None if month is None else f"{month:%Y-%m}",
            "check": None if check is None else check.value,
            "producer": question.producer,
            "standings": {one.value: board.standings[one] for one in Standing},
        },
        source=words.translate(SOURCE),
    )
    return content_made(layer, question.view, crs, origin, state.revision, state.reference_edition)


def asked_lines(store: Store, view: View, chosen: ProductFilter, words: Wording) -> list[tuple[str, str]]:
    """Return the lines that say which records were looked at, and of when they are."""
    told = words.filter(store, chosen, view) or words.translate(N_("none, every record of the layer"))
    return [
        (N_("Unit system and records"), words.view(view)),
        (N_("Status told for"), day_text(view.status_day)),
        (N_("Filter"), told),
        (N_("Base date"), words.base_date(store)),
    ]


def make_expiry_workbook(
    path: Path, store: Store, board: Board, by: UnitLevel | None, crs: str, words: Wording
) -> Content:
    """
    Write the workbook to send out: all lapses, then a sheet for each commune, or (``by`` None) producer.

    Raises
    ------
    TooLarge
        There are more communes or producers than a workbook has sheets.
    NotWritten
        The disk is full or refuses.
    """
    content = expiry_content(store, board, LAPSES.key, crs, words)
    groups = board.by_producer() if by is None else board.by_commune()
    if len(groups) > MOST_SHEETS:
        raise TooLarge(
            N_("%(count)s sheets; at most %(allowed)s go into one workbook: choose a filter"),
            count=len(groups),
            allowed=MOST_SHEETS,
        )
    none = words.translate(NO_PRODUCER if by is None else NO_UNIT)
    column = "producer_id" if by is None else "commune_code"
    parts = [(group.name or none, _only(content, column, group)) for group in groups]
    make_workbook(path, content, facts_of(store, content, words), words, parts)
    return content


def _only(content: Content, column: str, group: Group) -> Content:
    """Return the records of one group."""
    kept = [at for at, row in enumerate(content.rows) if row[column] == group.key]
    return replace(content, rows=[content.rows[at] for at in kept], shapes=content.shapes.iloc[kept])


def upgrade_content(
    store: Store,
    upgrades: Upgrades,
    asked: tuple[View, ProductFilter, int | None],
    crs: str,
    words: Wording,
) -> Content:
    """Return the gaps to the next star with what they rest on; ``asked`` as ``read_upgrades`` takes it."""
    state, (view, chosen, within) = store.state(), asked
    lines = [
        *asked_lines(store, view, chosen, words),
        *([(N_("Points missing, at most"), words.number(within))] if within is not None else []),
        (N_("Recognised products without points on record"), words.number(upgrades.without)),
    ]
    origin = Origin(
        stem=f"upgrades_{view.units}_{view.status_day:%Y%m%d}",
        page="registry/upgrades",
        lines=tuple(lines),
        plain={"without": upgrades.without, "within": within},
        source=words.translate(SOURCE),
    )
    layer = upgrade_layer(upgrades.found, words)
    return content_made(layer, view, crs, origin, state.revision, state.reference_edition)
