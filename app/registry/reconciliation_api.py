"""/api/v1/reconciliation and /api/v1/targets: published figures beside the counts of the registry; files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from app.api.lists import answer_json
from app.clock import today
from app.filters import base_date_text
from app.pages.known_texts import known_text
from app.pages.labels import WORDS
from app.params import check_names
from app.registry.figures import (
    chosen_text,
    detail_json,
    figure_json,
    progress_json,
    read_answer,
    read_basis,
    read_chosen,
    read_year,
)
from app.registry.table_files import LANGUAGE, Sheets, answer_tables
from app.state import current_store
from geodata.reconciliation.holding import Basis

if TYPE_CHECKING:
    from geodata.reconciliation.figures import Reconciled
    from geodata.reconciliation.missing import Missing
    from layers.wording import Wording

bp = Blueprint("reconciliation", __name__, url_prefix="/api/v1")


@bp.get("/reconciliation")
def list_figures() -> Response:
    """Answer published figures, each beside what the registry counts as of its date."""
    chosen = read_chosen()

    def read() -> dict[str, Any]:
        answer = read_answer(chosen)
        return {
            "items": [figure_json(one, answer.districts) for one in answer.found],
            "total": len(answer.found),
            "basis": chosen.basis.value,
            "filter_text": chosen_text(chosen, answer.districts),
            "contradictions": [
                {
                    "kind": "sum" if group.is_sum else "difference",
                    "figures": [figure_json(one, answer.districts) for one in group.figures],
                }
                for group in answer.contradictions
            ],
            **_base(),
        }

    return answer_json(read)


@bp.get("/reconciliation.<extension>")
def take_figures(extension: str) -> Response:
    """Answer the same figures as a workbook or as CSV."""
    chosen = read_chosen(LANGUAGE)

    def make(words: Wording) -> Sheets:
        from layers import reconciliation_tables as tables

        answer = read_answer(chosen)
        figures = tables.figures_table(answer.found, answer.districts, known_text, words)
        against = tables.contradictions_table(answer.contradictions, answer.districts, known_text, words)
        told = chosen_text(chosen, answer.districts)
        lines = tables.reconciliation_lines(current_store(), chosen.basis, told, len(answer.found), words)
        return Sheets(figures.title, (figures, against), lines)

    stem = "_".join(
        part
        for part in ("reconciliation", str(chosen.year or ""), chosen.metric, chosen.district, chosen.basis)
        if part
    )
    return answer_tables(extension, f"{stem}_{today():%Y%m%d}", make)


@bp.get("/reconciliation/<total_id>")
def show_figure(total_id: str) -> Response:
    """Answer one published figure with the records that make up the registry's count."""
    check_names(request.args, ("basis",))
    basis = read_basis()

    def read() -> dict[str, Any]:
        one, missing, districts = read_figure(total_id, basis)
        return {**detail_json(one, missing, districts), "basis": basis.value, **_base()}

    return answer_json(read)


@bp.get("/reconciliation/<total_id>.<extension>")
def take_figure(total_id: str, extension: str) -> Response:
    """Answer the records behind one published figure as a workbook or as CSV."""
    check_names(request.args, ("basis", LANGUAGE))
    basis = read_basis()
    one, _, _ = read_figure(total_id, basis)

    def make(words: Wording) -> Sheets:
        from layers import reconciliation_tables as tables
        from layers.reconciliation_words import figure_text

        _, missing, districts = read_figure(total_id, basis)
        items = () if one.tally is None else one.tally.items
        records = tables.items_table(items, words)
        figures = tables.figures_table((one, *missing.parts), districts, known_text, words)
        told = figure_text(words, one.published, districts)
        lines = tables.reconciliation_lines(current_store(), basis, told, len(items), words)
        return Sheets(told, (records, figures), lines)

    return answer_tables(extension, f"reconciliation_{one.published.total_id}_{basis}_{today():%Y%m%d}", make)


@bp.get("/targets")
def list_targets() -> Response:
    """Answer published targets by year with what is known about each."""
    check_names(request.args, ("year",))
    year = read_year()

    def read() -> dict[str, Any]:
        from geodata.reconciliation.targets import targets_progress

        found = targets_progress(current_store(), today(), year)
        return {"items": [progress_json(one) for one in found], "total": len(found), **_base()}

    return answer_json(read)


@bp.get("/targets.<extension>")
def take_targets(extension: str) -> Response:
    """Answer the same targets as a workbook or as CSV."""
    check_names(request.args, ("year", LANGUAGE))
    year = read_year()

    def make(words: Wording) -> Sheets:
        from geodata.reconciliation.targets import targets_progress
        from layers import reconciliation_tables as tables

        found = targets_progress(current_store(), today(), year)
        table = tables.targets_table(found, WORDS["target"], WORDS["target_unit"], known_text, words)
        lines = tables.target_lines(current_store(), str(year or ""), len(found), words)
        return Sheets(table.title, (table,), lines)

    return answer_tables(extension, f"targets_{f'{year}_' if year else ''}{today():%Y%m%d}", make)


def read_figure(total_id: str, basis: Basis) -> tuple[Reconciled, Missing, dict[str, str]]:
    """Return a figure, what is missing behind it, and the names of the districts."""
    from geodata.joins import district_names
    from geodata.reconciliation.figures import Chosen, find_figure, reconciled
    from geodata.reconciliation.missing import missing_of

    store = current_store()
    one = find_figure(store, total_id, basis, today())
    every = reconciled(store, Chosen(year=one.published.as_of.year, basis=basis), today())
    return one, missing_of(store, one, every, today()), district_names(store)


def _base() -> dict[str, Any]:
    """Return of when the data are."""
    return {"base_date_text": base_date_text(), "revision": current_store().revision()}
