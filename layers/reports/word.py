"""A report as a Word document in the form of Decree 30/2020/NĐ-CP, annex I (see ``letterhead``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from geodata.errors import N_
from geodata.vector_writing import telling
from layers.exports.texts import storable
from layers.reports import letterhead as form
from layers.reports import word_parts as parts
from layers.reports.contents import Bullets, Figure, ReportContent, Section, Table, numbered
from layers.reports.letterhead import Letterhead
from layers.wording import Wording

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

TABLE, FIGURE = N_("Table %(number)s"), N_("Figure %(number)s")
HEAD_GROUND = "E7ECEF"
# As in the PDF, so that both have room for the same words.
MARGIN_MM = 1.06
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
EMU_PER_MM = 36_000
HIGHEST_PICTURE_MM = 200
# Styles of our own, so that an office changes all tables at once.
CELL, CELL_NUMBER, CELL_HEAD, NOTE = "Cell", "Cell Number", "Cell Head", "Table Note"
LONGEST_PROPERTY = 255


@dataclass(slots=True)
class Writer:
    """One document on its way: what numbers its tables and figures have reached."""

    document: WordDocument
    words: Wording
    pictures: Mapping[str, Path]
    width_mm: float = form.TEXT_MM
    counts: dict[str, int] = field(default_factory=lambda: {TABLE: 0, FIGURE: 0})


def make_word(
    path: Path,
    content: ReportContent,
    head: Letterhead,
    pictures: Mapping[str, Path],
    words: Wording,
    made_at: datetime,
) -> None:
    """
    Write the document.

    ``pictures`` are the files of the figures (PNG) by their names.

    Raises
    ------
    NotWritten
        The disk is full or refuses.
    """
    writer = Writer(Document(), words, pictures)
    _set_up(writer.document, content, head, words, made_at)
    _write_head(writer.document, head)
    for number, section in numbered(content.sections):
        _write_section(writer, number, section)
    if attached := form.annexes_text(head, content, words):
        parts.add_text(writer.document.add_paragraph(), attached)
    _write_foot(writer.document, head)
    for title, section in zip(form.annex_titles(head, content), content.annexes, strict=True):
        _turn_pages(writer)
        _write_annex(writer, head, title, section)
    with telling(path.name):
        writer.document.save(str(path))


def _set_up(
    document: WordDocument, content: ReportContent, head: Letterhead, words: Wording, made_at: datetime
) -> None:
    """Set paper, margins, fonts, styles, language, page numbers and properties."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(form.WIDTH_MM), Mm(form.HEIGHT_MM)
    page.top_margin, page.bottom_margin = Mm(form.TOP_MM), Mm(form.BOTTOM_MM)
    page.left_margin, page.right_margin = Mm(form.LEFT_MM), Mm(form.RIGHT_MM)
    page.header_distance = Mm(form.TOP_MM / 2)
    # The first page has no number; from the second on it stands in the middle of the upper margin.
    page.different_first_page_header_footer = True
    number = parts.centre(page.header.paragraphs[0])
    parts.add_field(number, "PAGE", "2", size=form.TEXT_PT)
    _set_styles(document)
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), LANGUAGES[words.language])
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title = _property(f"{head.title}: {content.abstract}")
    properties.subject = _property(content.subject)
    properties.author = _property(head.office if head.office != form.TO_FILL else "OCOP")
    properties.language = LANGUAGES[words.language]
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)


def _property(text: str) -> str:
    """Return a text as a property of the document can hold it."""
    return storable(text)[:LONGEST_PROPERTY]


def _set_styles(document: WordDocument) -> None:
    """Give the built-in styles the font and sizes of the form, so that Word's navigation goes by headings."""
    sizes = {"Normal": form.TEXT_PT, "Heading 1": form.TEXT_PT, "Heading 2": form.TEXT_PT, "Caption": 12.0}
    for name, size in sizes.items():
        style = document.styles[name]
        parts.font_everywhere(style.element.get_or_add_rPr())
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name != "Normal"
        style.font.italic = False
    text = document.styles["Normal"].paragraph_format
    text.space_before, text.space_after, text.line_spacing = Pt(0), Pt(6), 1.15
    text.first_line_indent = Mm(10)
    text.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name in ("Heading 1", "Heading 2"):
        heading = document.styles[name].paragraph_format
        heading.space_before, heading.space_after = Pt(12 if name == "Heading 1" else 6), Pt(6)
        heading.keep_with_next, heading.alignment = True, WD_ALIGN_PARAGRAPH.LEFT
    left, right, centre = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    for name, alignment in ((CELL, left), (CELL_NUMBER, right), (CELL_HEAD, centre), (NOTE, left)):
        own = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = document.styles["Normal"]
        own.font.size = Pt(form.NOTE_PT if name == NOTE else form.TABLE_PT)
        own.font.bold, own.font.italic = name == CELL_HEAD or None, name == NOTE or None
        shape = own.paragraph_format
        shape.space_before, shape.space_after = Pt(2 if name == NOTE else 1), Pt(0 if name == NOTE else 1)
        shape.first_line_indent, shape.line_spacing, shape.alignment = Mm(0), 1.0, alignment
    caption = document.styles["Caption"].paragraph_format
    caption.space_before, caption.space_after, caption.first_line_indent = Pt(6), Pt(3), Mm(0)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_head(document: WordDocument, head: Letterhead) -> None:
    """Write office and number on the left, national heading, place and date on the right, then the title."""
    grid = document.add_table(rows=2, cols=2)
    parts.no_borders(grid)
    parts.set_widths(grid, [64.0, form.TEXT_MM - 64.0])
    office, nation = grid.rows[0].cells
    parts.add_text(parts.centre(office.paragraphs[0]), head.office, size=form.OFFICE_PT, bold=True)
    _rule(office, 22)
    parts.add_text(parts.centre(nation.paragraphs[0]), head.country, size=form.OFFICE_PT, bold=True)
    motto = parts.centre(nation.add_paragraph())
    parts.add_text(motto, head.motto, size=form.HEADING_PT, bold=True)
    _rule(nation, 17)
    number, place = grid.rows[1].cells
    parts.add_text(_spaced(parts.centre(number.paragraphs[0])), head.number, size=form.TEXT_PT)
    parts.add_text(
        _spaced(parts.centre(place.paragraphs[0])), head.place_and_date, size=form.TEXT_PT, italic=True
    )
    title = parts.close_up(parts.centre(document.add_paragraph()), before=18)
    parts.add_text(title, head.title, size=14.0, bold=True)
    abstract = parts.centre(document.add_paragraph())
    parts.add_text(abstract, head.abstract, size=14.0, bold=True)
    _rule(document, 60, after=12)
    if head.courtesy:
        parts.add_text(
            parts.close_up(parts.centre(document.add_paragraph()), after=6),
            head.courtesy,
            size=11.0,
            italic=True,
        )


def _spaced(paragraph: Paragraph) -> Paragraph:
    """Set a line apart from the one above it."""
    return parts.close_up(paragraph, before=6)


def _rule(place: WordDocument | _Cell, indent_mm: float, after: float = 0) -> None:
    """Add a line of nothing but the rule of the form."""
    line = parts.close_up(parts.centre(place.add_paragraph()), after=after)
    line.paragraph_format.line_spacing = Pt(3)
    parts.rule_below(line, indent_mm)


def _write_section(writer: Writer, number: str, section: Section) -> None:
    """Write a heading and what stands below it."""
    writer.document.add_heading(storable(f"{number} {section.title}"), level=min(section.level, 2))
    _write_blocks(writer, section)


def _write_blocks(writer: Writer, section: Section) -> None:
    """Write sentences, lists, tables and figures."""
    for block in section.blocks:
        if isinstance(block, str):
            parts.add_text(writer.document.add_paragraph(), block)
        elif isinstance(block, Bullets):
            for item in block.items:
                line = writer.document.add_paragraph()
                parts.add_text(line, f"- {item}")
        elif isinstance(block, Table):
            _write_table(writer, block)
        else:
            _write_figure(writer, block)


def _caption(writer: Writer, kind: str, text: str) -> Paragraph:
    """Write a caption whose number is a field, so that Word counts anew where something is moved."""
    writer.counts[kind] += 1
    number = writer.counts[kind]
    line = writer.document.add_paragraph(style="Caption")
    before, _, after = writer.words.translate(kind).partition("%(number)s")
    parts.add_text(line, before)
    parts.add_field(line, f"SEQ {'Table' if kind == TABLE else 'Figure'} \\* ARABIC", str(number))
    parts.add_text(line, f"{after}. {text}")
    return line


def _write_table(writer: Writer, table: Table) -> None:
    """Write a table under its caption, with its notes and source below."""
    _caption(writer, TABLE, table.caption).paragraph_format.keep_with_next = True
    grid = writer.document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    total = sum(column.width for column in table.columns)
    _fill_row(grid.rows[0].cells, [column.title for column in table.columns], table, bold=True)
    for cell in grid.rows[0].cells:
        parts.shade(cell, HEAD_GROUND)
    parts.repeat_heading(grid.rows[0])
    for row in table.rows:
        shown = [column.shown(value, writer.words) for column, value in zip(table.columns, row, strict=True)]
        _fill_row(grid.add_row().cells, shown, table)
    parts.set_widths(grid, [writer.width_mm * column.width / total for column in table.columns])
    parts.set_margins(grid, MARGIN_MM)
    for one in grid.rows:
        parts.keep_whole(one)
    # The headings stay with the first row, the last row with what stands below the table.
    for cell in (*grid.rows[0].cells, *grid.rows[-1].cells):
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for note in table.notes:
        _note(writer, note)
    _note(writer, table.source, last=True)


def _fill_row(cells: tuple[_Cell, ...], texts: list[str], table: Table, *, bold: bool = False) -> None:
    """Fill one row; numbers stand to the right."""
    for cell, text, column in zip(cells, texts, table.columns, strict=True):
        line = cell.paragraphs[0]
        style = CELL_HEAD if bold else CELL_NUMBER if column.is_number else CELL
        # By its id: python-docx looks a style up by its name for every cell.
        line._p.style = style.replace(" ", "")
        line.add_run(storable(text))


def _note(writer: Writer, text: str, *, last: bool = False) -> None:
    """Write a line under a table or figure."""
    line = writer.document.add_paragraph(storable(text), style=NOTE)
    line.paragraph_format.keep_with_next = not last
    if last:
        line.paragraph_format.space_after = Pt(8)


def _write_figure(writer: Writer, figure: Figure) -> None:
    """Write a picture as wide as the text, or as high as a page leaves room, with its caption below."""
    line = parts.centre(writer.document.add_paragraph())
    line.paragraph_format.keep_with_next = True
    run = line.add_run()
    picture = run.add_picture(str(writer.pictures[figure.name]), width=Mm(form.TEXT_MM))
    if picture.height > HIGHEST_PICTURE_MM * EMU_PER_MM:
        ratio = HIGHEST_PICTURE_MM * EMU_PER_MM / picture.height
        picture.width = Emu(round(picture.width * ratio))
        picture.height = Emu(HIGHEST_PICTURE_MM * EMU_PER_MM)
    parts.describe_picture(run, figure.alt)
    _caption(writer, FIGURE, figure.caption).paragraph_format.keep_with_next = True
    _note(writer, figure.source, last=True)


def _write_foot(document: WordDocument, head: Letterhead) -> None:
    """Write the recipients on the left and the signature on the right."""
    # No page has the signature alone: the last words come with it.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    parts.close_up(document.add_paragraph(), after=6).paragraph_format.keep_with_next = True
    grid = document.add_table(rows=1, cols=2)
    parts.no_borders(grid)
    parts.set_widths(grid, [form.TEXT_MM / 2, form.TEXT_MM / 2])
    parts.keep_whole(grid.rows[0])
    copies, signature = grid.rows[0].cells
    line = parts.close_up(copies.paragraphs[0])
    parts.add_text(line, head.recipients_title, size=form.RECIPIENT_PT, bold=True, italic=True)
    for one in head.recipients:
        line = parts.close_up(copies.add_paragraph())
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        parts.add_text(line, one, size=form.COPY_PT)
    parts.add_text(parts.centre(signature.paragraphs[0]), head.position, size=form.TEXT_PT, bold=True)
    for _ in range(4):
        parts.centre(signature.add_paragraph())
    parts.add_text(parts.centre(signature.add_paragraph()), head.signatory, size=form.TEXT_PT, bold=True)


def _turn_pages(writer: Writer) -> None:
    """Go on with pages of their own numbers that lie on their long side: the lists of annexes are wide."""
    pages = writer.document.add_section(WD_SECTION.NEW_PAGE)
    pages.orientation = WD_ORIENT.LANDSCAPE
    pages.page_width, pages.page_height = Mm(form.HEIGHT_MM), Mm(form.WIDTH_MM)
    # As in the document itself, the first page has no number.
    pages.different_first_page_header_footer = True
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    for old in pages._sectPr.findall(qn("w:pgNumType")):
        pages._sectPr.remove(old)
    pages._sectPr.find(qn("w:pgMar")).addnext(numbers)
    writer.width_mm = form.HEIGHT_MM - form.LEFT_MM - form.RIGHT_MM


def _write_annex(writer: Writer, head: Letterhead, title: str, section: Section) -> None:
    """Write one annex."""
    heading = writer.document.add_heading(level=1)
    parts.centre(heading)
    parts.add_text(heading, title, size=14.0, bold=True)
    heading.add_run().add_break()
    parts.add_text(heading, section.title.upper(), size=form.TEXT_PT, bold=True)
    issued = parts.close_up(parts.centre(writer.document.add_paragraph()), after=6)
    parts.add_text(issued, head.annex_of, size=form.TEXT_PT, italic=True)
    _write_blocks(writer, section)
