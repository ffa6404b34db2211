"""
Workbooks (.xlsx, .xls, .ods) through python-calamine: stored values only.

Macros, links to other files, pictures and everything else that is no table
are taken out of the archive before the library sees it, and a formula is
never computed: what counts is the value that the program of tables stored.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.errors import N_, DataProblem, InvalidInput
from geodata.intake.compound import workbook_stream
from geodata.intake.containers import BROKEN, PROTECTED, Container, repack, unpack
from geodata.intake.limits import check_sheets, check_table
from geodata.intake.merges import Merge, fill_down, lines_across, ods_merges
from geodata.intake.spans import Span, check_ods, check_xls, xlsx_span

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

# All that a table needs; macros (.bin), external links and drawings are not among it.
_KEPT = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+\.(?:xml|rels)|xl/worksheets/[^/]+\.xml|"
    r"content\.xml|mimetype|meta-inf/manifest\.xml|styles\.xml",
    re.IGNORECASE,
)
_SHEET_FILE = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)

NO_SHEETS = N_("The workbook has no sheet with a table")
NO_SUCH_SHEET = N_("There is no sheet “%(sheet)s”; the workbook has: %(names)s")
FORMULAS_LOST = N_(
    "%(count)s formulas have no stored value and are read as empty: open the file in a program of tables,"
    " save it and hand it in again"
)
ERRORS_LOST = N_("%(count)s cells hold an error (#REF!, #N/A …) and are read as empty")


@dataclass(frozen=True, slots=True)
class Workbook:
    """
    The sheets of a workbook by name, each as rows of cells, and what was noted about it.

    ``hidden`` are the sheets that its maker hid, ``across`` the rows (first = 0)
    of each sheet that are one line over several columns.
    """

    grids: dict[str, list[list[object]]]
    notes: tuple[tuple[str, dict[str, object]], ...] = ()
    hidden: frozenset[str] = frozenset()
    across: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def grid(
        self, sheet: str | None, score: Callable[[list[list[object]]], int] = len
    ) -> tuple[str, list[list[object]]]:
        """
        Return the sheet asked for, or the first with the best score; ``InvalidInput``: there is none.

        What its maker hid is read where it is asked for, or nothing else is there.
        """
        if sheet is None:
            name = max(self.grids, key=lambda each: (each not in self.hidden, score(self.grids[each])))
            return name, self.grids[name]
        if sheet not in self.grids:
            raise InvalidInput(NO_SUCH_SHEET, sheet=sheet[:60], names=", ".join(self.grids))
        return sheet, self.grids[sheet]


def read_workbook(content: bytes, container: Container) -> Workbook:
    """
    Return every sheet of a workbook that holds cells.

    Raises
    ------
    TooLarge
        It unpacks to too much, or a sheet spans too many cells.
    DataProblem
        It is broken, protected with a password, or has no cells.
    """
    notes: tuple[tuple[str, dict[str, object]], ...] = ()
    merged: list[list[Merge]] = []
    if container is Container.XLS:
        check_xls(workbook_stream(content))
    else:
        files = {name: data for name, data in unpack(content).items() if _KEPT.fullmatch(name)}
        spans = [xlsx_span(data) for name, data in files.items() if _SHEET_FILE.fullmatch(name)]
        for span in spans:
            check_table(span.rows, span.columns)
        notes = _notes(spans)
        for name, data in files.items():
            if name.lower() == "content.xml":
                check_ods(data)
                merged = ods_merges(data)
        content = repack(files)
    with _opened(content) as book:
        check_sheets(len(book.sheet_names))
        sheets = {name: _grid(book, name) for name in book.sheet_names}
        hidden = _hidden(book)
    if len(merged) == len(sheets):  # the reader does not tell them of this kind of file
        sheets = {
            name: (grid, found) for (name, (grid, _)), found in zip(sheets.items(), merged, strict=True)
        }
    filled = {name: (grid, found) for name, (grid, found) in sheets.items() if grid}
    if not filled:
        raise DataProblem(NO_SHEETS)
    for grid, found in filled.values():
        fill_down(grid, found)
    across = {name: frozenset(lines_across(found)) for name, (_, found) in filled.items()}
    return Workbook({name: grid for name, (grid, _) in filled.items()}, notes, hidden, across)


def _hidden(book: CalamineWorkbook) -> frozenset[str]:
    """Return the sheets that are not shown."""
    from python_calamine import SheetVisibleEnum

    return frozenset(
        sheet.name for sheet in book.sheets_metadata if sheet.visible is not SheetVisibleEnum.Visible
    )


def _grid(book: CalamineWorkbook, name: str) -> tuple[list[list[object]], list[Merge]]:
    """Return the rows of a sheet from its first row on, and its merged cells; a chart has no rows."""
    from python_calamine import SheetTypeEnum

    kinds = {sheet.name: sheet.typ for sheet in book.sheets_metadata}
    if kinds.get(name, SheetTypeEnum.WorkSheet) is not SheetTypeEnum.WorkSheet:
        return [], []
    sheet = book.get_sheet_by_name(name)
    check_table(sheet.total_height, sheet.total_width)
    rows = [list[object](row) for row in sheet.to_python(skip_empty_area=False)]
    return rows, list(sheet.merged_cell_ranges or ())


@contextmanager
def _opened(content: bytes) -> Iterator[CalamineWorkbook]:
    """Open a workbook, and turn what the library raises into errors of this product."""
    # Late: only who hands in a workbook pays for the reader.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_object(io.BytesIO(content)) as book:
            yield book
    except PasswordError as error:
        raise DataProblem(PROTECTED) from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise DataProblem(BROKEN, reason=str(error)[:200]) from error
    except BaseException as error:
        # A panic of the library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise DataProblem(BROKEN, reason="panic") from error


def _notes(spans: Sequence[Span]) -> tuple[tuple[str, dict[str, object]], ...]:
    """Return what a reader should know of cells that cannot be read."""
    formulas = sum(span.formulas_without_value for span in spans)
    errors = sum(span.errors for span in spans)
    counted = ((FORMULAS_LOST, formulas), (ERRORS_LOST, errors))
    return tuple((text, {"count": count}) for text, count in counted if count)
