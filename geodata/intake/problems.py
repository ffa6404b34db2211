"""What is wrong with a row of a file beyond the values of its fields."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.records.problems import FieldProblem, Suggestion

# Message of each rule; shells translate it first and fill in its values afterwards.
MESSAGES: Mapping[str, str] = {
    "not_yours": N_("The record lies outside the communes and districts that you may edit."),
    "id_unknown": N_("No record has the identifier “%(value)s”: leave it empty for a new one."),
    "twice": N_("Row %(row)s of this file says something else of the same record: %(value)s."),
    "name_several": N_(
        "%(count)s records are called “%(value)s”: name the producer or the commune, or choose one."
    ),
    "name_there": N_(
        "The registry holds “%(value)s” already, and it may be this one: choose it, or say that this is a new"
        " record."
    ),
    "name_in_file": N_(
        "Row %(row)s of this file is called “%(value)s” too, and this may be the same record: choose it, or"
        " say that this is a new record."
    ),
    "name_former": N_("“%(value)s” is called “%(now)s” by now: the row is taken for that record."),
    "feature_broken": N_("The geometry cannot be read: %(value)s."),
    "point_nowhere": N_("The coordinates are no place on earth: %(value)s. Is the reference system right?"),
    "crs_missing": N_("The file does not say what its coordinates mean: choose a reference system for it."),
    "not_a_point": N_("The geometry is no point (%(value)s); the record is taken without one."),
    "owner_unknown": N_(
        "No product or producer has the identifier “%(value)s”: correct it, or leave it empty and write the"
        " name."
    ),
    "owner_several": N_(
        "%(count)s records are called “%(value)s”: name the producer or the identifier, or choose one."
    ),
    "owner_kinds": N_(
        "A product and a producer are called “%(value)s”: say in the column of the kind which is meant, or"
        " choose."
    ),
    "id_of_other": N_(
        "The identifier is that of “%(now)s”, and the row names “%(value)s”: correct one of them."
    ),
    "fact_unknown": N_("Nothing on record has the identifier “%(value)s”: leave it empty for something new."),
    "fact_of_other": N_(
        "The identifier is of something that is said of “%(now)s”: leave it empty for something new."
    ),
    "zone_key_unknown": N_(
        "No zone has the identifier “%(value)s”: correct it, or leave it empty and write the name."
    ),
    "source_kept": N_(
        "This is on record already, from “%(now)s”: that source stays, “%(value)s” is not added."
    ),
    "day_beyond_month": N_(
        "“%(value)s” tells the day, and beside it stands that only the month is known: correct one of them."
    ),
    "day_beyond_year": N_(
        "“%(value)s” tells more than the year, and beside it stands that only the year is known: correct one"
        " of them."
    ),
    "parts_many": N_("“%(value)s” has %(most)s of these already; an import adds no more to one record."),
    "planners_only": N_("Published totals are entered by planners."),
}
# Of these the row is taken all the same.
WARNINGS = frozenset({"not_a_point", "name_former", "source_kept"})


def row_problem(
    field: str, value: object, rule: str, suggestions: tuple[Suggestion, ...] = (), **values: object
) -> FieldProblem:
    """Return a problem of a row with the message of its rule."""
    shown = None if value is None else str(value)[:200]
    return FieldProblem(field, shown, rule, MESSAGES[rule], suggestions, values)
