"""Texts of a report without signs that nobody sees: what a registry holds may turn a line around."""

from __future__ import annotations

from dataclasses import replace

from layers.reports.contents import Block, Bullets, Cell, Figure, ReportContent, Section
from layers.tour_files.document import plain_text


def cleaned(content: ReportContent) -> ReportContent:
    """Return a report with every text in NFC, on one line, without any sign that is not seen."""
    return ReportContent(
        subject=plain_text(content.subject),
        abstract=plain_text(content.abstract),
        sections=tuple(_section(section) for section in content.sections),
        annexes=tuple(_section(section) for section in content.annexes),
        basis=tuple((heading, plain_text(text)) for heading, text in content.basis),
    )


def _section(section: Section) -> Section:
    """Return a part with clean texts."""
    return replace(
        section, title=plain_text(section.title), blocks=tuple(_block(block) for block in section.blocks)
    )


def _block(block: Block) -> Block:
    """Return a sentence, list, table or figure with clean texts."""
    if isinstance(block, str):
        return plain_text(block)
    if isinstance(block, Bullets):
        return Bullets(tuple(plain_text(item) for item in block.items))
    if isinstance(block, Figure):
        return replace(
            block,
            caption=plain_text(block.caption),
            alt=plain_text(block.alt),
            source=plain_text(block.source),
        )
    return replace(
        block,
        caption=plain_text(block.caption),
        columns=tuple(replace(column, title=plain_text(column.title)) for column in block.columns),
        rows=tuple(tuple(_cell(cell) for cell in row) for row in block.rows),
        source=plain_text(block.source),
        notes=tuple(plain_text(note) for note in block.notes),
    )


def _cell(value: Cell) -> Cell:
    """Return a cell with a clean text."""
    return plain_text(value) if isinstance(value, str) else value
