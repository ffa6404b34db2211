"""What python-docx has no call for: fields, rules, repeated headings of tables, sizes, spacing."""

from __future__ import annotations

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from layers.exports.texts import storable

FONT = "Times New Roman"
PER_MM = 56.6929  # twentieths of a point


def add_text(
    paragraph: Paragraph, text: str, *, size: float | None = None, bold: bool = False, italic: bool = False
) -> Run:
    """Add a text as it is, whatever it holds."""
    run = paragraph.add_run(storable(text))
    run.bold, run.italic = bold or None, italic or None
    if size is not None:
        run.font.size = Pt(size)
    return run


def add_field(paragraph: Paragraph, code: str, shown: str, *, size: float | None = None) -> None:
    """Add a field of Word (PAGE, SEQ …) with what it shows until Word counts anew."""
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", shown), ("end", None)):
        run = paragraph.add_run()
        if size is not None:
            run.font.size = Pt(size)
        if kind == "text":
            run.text = shown
        elif kind is None:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {text} "
            run._r.append(part)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def centre(paragraph: Paragraph) -> Paragraph:
    """Set a paragraph to the middle, close to what stands around it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return close_up(paragraph)


def close_up(paragraph: Paragraph, before: float = 0, after: float = 0) -> Paragraph:
    """Take the space around a paragraph and its first indent away."""
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.first_line_indent = Pt(before), Pt(after), Mm(0)
    return paragraph


def rule_below(paragraph: Paragraph, indent_mm: float) -> None:
    """Draw the rule of the form under a line of text: ``indent_mm`` shorter than the line on each side."""
    paragraph.paragraph_format.left_indent = Mm(indent_mm)
    paragraph.paragraph_format.right_indent = Mm(indent_mm)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def set_widths(table: Table, widths_mm: list[float]) -> None:
    """Fix the widths of the columns; Word keeps them only where every cell says so too."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    # By the cells of each row at once: python-docx looks through the whole table for each cell.
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def set_margins(table: Table, margin_mm: float) -> None:
    """Set what stands free to the left and right of the text of every cell; Word's own is 1.9 mm."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(margin_mm * PER_MM)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The parts of these properties have an order, which Word insists on.
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def repeat_heading(row: _Row) -> None:
    """Repeat a row at the top of every page that the table reaches."""
    _flag(row, "w:tblHeader")


def keep_whole(row: _Row) -> None:
    """Let no page end inside a row."""
    _flag(row, "w:cantSplit")


def _flag(row: _Row, name: str) -> None:
    """Set a property of a row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def no_borders(table: Table) -> None:
    """Take the lines of a table away: it only sets texts side by side."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil")
        borders.append(line)
    table._tbl.tblPr.append(borders)


def shade(cell: _Cell, colour: str) -> None:
    """Give a cell a ground."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def describe_picture(run: Run, text: str) -> None:
    """Say what a picture shows, for those who do not see it."""
    for part in run._r.iter(qn("wp:docPr")):
        part.set("descr", storable(text))


def font_everywhere(properties: BaseOxmlElement) -> None:
    """Use the font of the form for every script, Vietnamese too."""
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    # A theme's font would win over these.
    for name in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
