"""What the sheet of instructions of a template says."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.records.fields import FieldType

INSTRUCTIONS = N_("How to fill it in")
LISTS = N_("Lists")
UNITS = N_("Units")
HEADINGS = (N_("Column"), N_("Needed"), N_("What it holds"), N_("Allowed values"), N_("Note"))
UNIT_HEADINGS = (N_("Name"), N_("Code"), N_("District"), N_("List of units"))
YES, NO = N_("Yes"), N_("No")
NEEDED = N_("yes")
GENERAL = (
    N_("One row for each record, from row 2 on. Leave empty what is not known: nothing is guessed."),
    N_("Columns may be left out or put into another order; their headings stay as they are."),
    N_(
        "A record that the registry holds already is found by its identifier, else by its name with its"
        " producer or its unit: it is changed, not entered again."
    ),
    N_("Formulas are not computed: what counts is the value that was saved."),
)
GENERAL_OF_PARTS = (
    N_(
        "One row for each thing that a source says of a product or producer, from row 2 on. Leave empty what"
        " is not known: nothing is guessed."
    ),
    GENERAL[1],
    N_(
        "What is on record already is found by its identifier (last column), else by what it says of the same"
        " day: it is changed, not entered again. A row that is missing here takes nothing back."
    ),
    GENERAL[3],
)
ID_OF_OWNER = N_(
    "Of the product or producer that the row tells of; with it, the name need not be the only one."
)
ID_HEADING = N_("Identifier")
ID_HELP = N_("Leave it as it is; empty for a new record.")
TYPES: Mapping[FieldType, str] = {
    FieldType.TEXT: N_("a text"),
    FieldType.LONG_TEXT: N_("a text"),
    FieldType.WHOLE: N_("a whole number"),
    FieldType.DECIMAL: N_("a number"),
    FieldType.DATE: N_("a day (day/month/year)"),
    FieldType.YEAR: N_("a year"),
    FieldType.CHOICE: N_("one of the list"),
    FieldType.FLAG: N_("yes or no"),
    FieldType.STARS: N_("3, 4 or 5"),
    FieldType.MONEY: N_("whole đồng"),
    FieldType.LON: N_("degrees"),
    FieldType.LAT: N_("degrees"),
    FieldType.UNIT: N_("the code of a unit"),
    FieldType.RECORD: N_("the name of a record, or its identifier"),
    FieldType.LINK: N_("a web address"),
    FieldType.LIST: N_("texts, parted by “ ; ”"),
    FieldType.RANGE: N_("a number, or two joined by a dash"),
}
