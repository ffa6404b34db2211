"""What is wrong with a value that somebody entered, in one sentence and with what may have been meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.errors import N_
from geodata.registry.report import PLACE

# Message of each rule. Shells translate it first and fill in its values afterwards.
MESSAGES: Mapping[str, str] = {
    "required": N_("This field is needed."),
    "unknown_field": N_("No field is called “%(value)s”."),
    "not_a_text": N_("“%(value)s” is not a text."),
    "too_long": N_("The text is too long: at most %(most)s signs, and it has %(found)s."),
    "number_bad": N_("“%(value)s” is not a number that can be read."),
    "number_ambiguous": N_("“%(value)s” may be two numbers: does the sign part thousands or decimals?"),
    "whole_bad": N_("“%(value)s” is not a whole number."),
    "out_of_range": N_("“%(value)s” is not allowed: from %(least)s to %(most)s."),
    "range_bad": N_("“%(value)s” is neither a number nor two numbers joined by a dash."),
    "year_bad": N_("“%(value)s” is not a year."),
    "year_span": N_("“%(value)s” is a span of years, perhaps how long it holds: which year is meant?"),
    "date_bad": N_("“%(value)s” is not a day: write day/month/year."),
    "date_short_year": N_("“%(value)s” has a year of two digits: write all four."),
    "date_serial": N_("“%(value)s” may be a day as a program of tables counts it: confirm it."),
    "date_year_only": N_("“%(value)s” is no whole day: write day/month/year."),
    "date_more": N_("“%(value)s” says more than a day: confirm the day."),
    "date_future": N_("“%(value)s” lies in the future."),
    "decision_dated": N_(
        "“%(value)s” is a number and a day: kept are the number %(number)s and the day %(day)s."
    ),
    "decision_day_differs": N_(
        "The day “%(value)s” is not the one in the number of the decision: %(found)s."
    ),
    "province_before": N_(
        "No province is named: a target for %(value)s is taken as one of Lào Cai until 30 June 2025."
    ),
    "evaluated_apart": N_(
        "Evaluated in %(value)s, recognised in %(found)s: kept is the recognition, which counts from its own"
        " day."
    ),
    "evaluated_alone": N_(
        "Only the year of evaluation is named: %(value)s is taken as the year of recognition. Where the"
        " decision is of the year after, enter its day."
    ),
    "date_early": N_("“%(value)s” lies before the certificate was given: %(least)s is the earliest day."),
    "date_after_check": N_("The certificate was checked on %(most)s: it cannot have been given after that."),
    "year_differs": N_("The year %(value)s is not the year of the day that is named: %(found)s."),
    "criteria_later": N_("%(value)s holds since %(since)s only: the certificate was given before."),
    "certificate_unnamed": N_("A certificate needs its day, its year or the number of its decision."),
    "part_empty": N_("Nothing is said yet: fill in at least this field or another one."),
    "part_twice": N_("The record has this already."),
    "key_needed": N_("Say which part the figure is of."),
    "key_not_here": N_("This figure is of the whole: leave “%(value)s” out."),
    "round_bad": N_("“%(value)s” is not a round: write its year and its number, such as 2022-1."),
    "target_unit": N_("A target of this kind is not given in “%(value)s”."),
    "target_unnamed": N_("Say in the note what the target is."),
    "choice_unknown": N_("“%(value)s” is none of the values of this field."),
    "flag_bad": N_("“%(value)s” is neither yes nor no."),
    "link_bad": N_("“%(value)s” is not a web address."),
    "unit_code_bad": N_("“%(value)s” is not the code of a unit: it has two, three or five digits."),
    "unit_code_unknown": N_("No unit has the code %(value)s."),
    "unit_unknown": N_("No unit is called “%(value)s”."),
    "unit_elsewhere": N_(
        "“%(district)s” has no unit called “%(value)s”, but there is one elsewhere: correct one of the two."
    ),
    "unit_ambiguous": N_("“%(value)s” may mean several units: choose one."),
    "unit_code_differs": N_("The code %(value)s is not the code of the commune that is named."),
    "point_half": N_("A point has two coordinates: the other one is missing."),
    "point_twice": N_("A point is given in WGS 84 or in VN-2000, not in both."),
    "point_outside_country": N_("“%(value)s” does not lie in Việt Nam: were the two coordinates swapped?"),
    "point_outside_province": N_(
        "The point (%(value)s) lies in no commune of the province: the record is placed in none. Is it right?"
    ),
    "point_outside_unit": N_("The point does not lie in %(unit)s: correct the point, or choose the unit."),
    "osm_point_left": N_(
        "The point of OpenStreetMap does not lie in %(unit)s: the record keeps it no longer. “Back to this"
        " version” in the history brings it back."
    ),
    "crs_unknown": N_(
        "“%(value)s” is neither a zone of VN-2000 nor one of UTM (WGS 84: EPSG:32647, 32648, 32649): give"
        " these coordinates in one of them or in degrees, or hand them in as a map file, which may be of any"
        " system."
    ),
    "zone_unknown": N_("Nothing says of which zone of VN-2000 these metres are (%(value)s): choose one."),
    "zone_doubted": N_(
        "Read as %(crs)s, the point lies in the unit that is named, %(km)s km away: is that the zone?"
    ),
    "zone_converted": N_(
        "The point lies %(km)s km beside the unit that is named, as points do that somebody converted from"
        " metres of a wrong zone of VN-2000: is it %(crs)s?"
    ),
    "datum_doubted": N_(
        "The point lies %(metres)s m from the one that is stored, as degrees of VN-2000 do that are taken for"
        " WGS 84: say which they are."
    ),
    "record_unknown": N_("“%(value)s” is not in the registry."),
    "record_ambiguous": N_("“%(value)s” may mean several records: choose one."),
    "record_archived": N_(
        "“%(value)s” lies in the archive: bring it back there first (page “Archive”), or write another name."
    ),
    "duplicate": N_("The registry holds this record already: %(value)s."),
    "recognition_missing": N_(
        "Say whether the product is recognised: neither a recognition nor a certificate is named."
    ),
    "crop_new": N_("“%(value)s” is not in the list of crops; it is taken as a new one."),
    "criteria_of_group": N_(
        "The groups of %(value)s are others: name the decision that the group belongs to."
    ),
    "points_sum": N_("The points of the parts add up to %(found)s, not to %(value)s."),
    "stars_of_points": N_("%(found)s points are not %(value)s stars."),
    "certificate_other": N_(
        "The product has a certificate with %(stars)s stars (%(named)s): name the day, the year or the"
        " decision of the other one, or correct that certificate itself."
    ),
    "certificate_other_undated": N_(
        "The product has a certificate with %(stars)s stars and no known day, year or decision: name the day,"
        " the year or the decision of the other one, or correct that certificate itself."
    ),
    "producer_new": N_("“%(value)s” is not in the registry; it is entered as a new producer."),
    "place_missing": N_("Neither commune nor district is named; the record is not placed."),
    "place_outside": N_("The record lies in another province: %(value)s."),
    "province_not_yet": N_(
        "The province after the merger is there since 1 July 2025:"
        " is an earlier figure that of the former one?"
    ),
    "province_ended": N_(
        "The province before the merger ended on 30 June 2025: is a later figure that of the merged one?"
    ),
    "fact_not_here": N_("This is not followed of a record of this kind."),
    "link_needed": N_("A channel of e-commerce has a link."),
    "link_other_host": N_("“%(value)s” is not an address of this channel: those end in %(host)s."),
    "link_twice": N_("The product is linked with “%(value)s” already: change that link instead."),
    "end_early": N_("“%(value)s” lies before the day of which the fact is: %(least)s is the earliest."),
    "end_not_here": N_(
        "Only a sales channel or a protected mark ends on a day: of all else, enter what holds since then."
    ),
    "amount_denied": N_("There is an amount where the value says that there was none."),
}
Values = Mapping[str, Any]
Translate = Callable[[str], str]


def _as_it_is(text: str) -> str:
    """Return a text as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    What may have been meant: a value to put into the field, and what a person is shown.

    ``fields`` are values of other fields that go with it, such as the list of
    units that a code is from. ``label`` is a text for the translators where
    the value is a choice, else a name.
    """

    value: Any
    label: str
    fields: Values = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """
    One thing that is wrong with one field; ``message`` is a text for the translators (see ``MESSAGES``).

    ``values`` fill it in, besides ``value``, which is what was entered, as text.
    """

    field: str
    value: str | None
    rule: str
    message: str
    suggestions: tuple[Suggestion, ...] = ()
    values: Values = dataclasses.field(default_factory=dict)

    def text(self, translate: Translate = _as_it_is) -> str:
        """Return the message, translated before it is filled in; English unless told otherwise."""
        filling = {"value": self.value, **self.values}
        return PLACE.sub(lambda place: str(filling.get(place[1], place[0])), translate(self.message))


LONGEST_SHOWN = 200


def problem(
    name: str, value: object, rule: str, suggestions: tuple[Suggestion, ...] = (), **values: object
) -> FieldProblem:
    """Return a problem of a field with the message of its rule; a long value is cut."""
    shown = None if value is None else str(value)
    if shown is not None and len(shown) > LONGEST_SHOWN:
        shown = shown[: LONGEST_SHOWN - 1] + "…"
    return FieldProblem(name, shown, rule, MESSAGES[rule], suggestions, values)
