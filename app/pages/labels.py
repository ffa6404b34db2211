"""What a reader sees for codes: the labels of the layers, and the words that only pages need."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from geodata.errors import N_
from geodata.records.target_fields import METRICS as TARGETS
from geodata.records.target_fields import UNITS as TARGET_UNITS
from layers.figure_words import FIGURES, METRICS, POPULATION_BASES, SCOPES
from layers.labels import LABELS, UNIT_TITLES

Labels = Mapping[str, str]

WORDS: Mapping[str, Labels] = {
    "placement_words": {
        "surveyed": N_("placed by a surveyed point"),
        "address": N_("placed by its address"),
        "office": N_("placed by a point that the office entered"),
        "village": N_("placed by village, not an exact position"),
        "commune": N_("placed by commune, not an exact position"),
        "district": N_("known only by district: in no commune"),
        "province": N_("the whole province, in no single commune"),
        "unknown": N_("no source says where it is"),
    },
    "no_zone": {
        "plan": N_("This is a plan, not a raw-material zone: it is in no count and no layer of zones."),
        "nursery": N_("This is a nursery, not a raw-material zone: it is in no count and no layer of zones."),
        "factory": N_("This is a factory, not a raw-material zone: it is in no count and no layer of zones."),
    },
    "standing_words": {
        "recognised": N_("A source says that it is recognised."),
        "revoked": N_("Its recognition was revoked: it is not counted as a craft village."),
        "failed": N_("It was assessed and not recognised: it is not counted as a craft village."),
        "heritage": N_(
            "It is listed as heritage; that is not a recognition as a craft village, and it is not counted."
        ),
        "club": N_("It is a club, not a recognised craft or craft village, and it is not counted."),
        "group": N_("It is a group, not a recognised craft or craft village, and it is not counted."),
        "not_stated": N_("No source says whether it is recognised: it is not counted among the recognised."),
    },
    "basis": POPULATION_BASES,
    "unit_system": {
        "2019": N_("2019: units of the census (names only)"),
        "2024": N_("2024: until 30 June 2025"),
        "2025": N_("2025: since 1 July 2025"),
    },
    "scope": SCOPES,
    "severity": {
        "refused": N_("refused: no record was made"),
        "set_aside": N_("set aside: the whole file is loaded into no table"),
        "kept": N_("kept: the record is there, something is missing"),
        "noted": N_("noted: the record is there, nothing is missing"),
    },
    # Why a published distance or time is not held against the computed ones.
    "way_not_used": {
        "no_figure": N_("neither km nor minutes"),
        "boat": N_("by boat"),
        "road_works": N_("the length of a project, a stretch or a pass"),
        "outside": N_("begins or ends in another province"),
        "place_unknown": N_("names a place that no commune and no known sight or market is called"),
        "same_unit": N_("begins and ends in one commune"),
        "not_centre": N_("leads to a village or sight, not to the centre of its commune"),
        "too_near": N_("joins communes less than 7 km apart as the crow flies"),
    },
    "precision": {
        "day": N_("to the day"),
        "month": N_("to the month"),
        "year": N_("to the year"),
    },
    "table": {
        "products": N_("Products"),
        "producers": N_("Producers"),
        "craft_villages": N_("Craft villages and crafts"),
        "material_zones": N_("Raw-material zones"),
        "sales_points": N_("Sales points"),
        "sights": N_("Sights"),
        "planned_sites": N_("Planned clusters and points"),
    },
    "list": {
        "communes": N_("Communes"),
        "districts": N_("Districts (until 30 June 2025)"),
        "products": N_("OCOP products"),
        "producers": N_("Producers"),
        "craft-villages": N_("Craft villages and crafts"),
        "zones": N_("Raw-material zones"),
        "sales-points": N_("Sales points"),
        "markets": N_("Markets (weekly, daily or day unknown)"),
        "sights": N_("Sights"),
        "planned-sites": N_("Planned clusters and points"),
    },
    "figure": FIGURES,
    # Sentences above the lists of a unit; the rows are counted, and of them what the figures count.
    "list_count": {
        "producers": N_(
            "The list has %(rows)s rows, of which %(counting)s have a recognised product: these are counted."
        ),
        "craft-villages": N_(
            "The list has %(rows)s rows, of which %(counting)s are recognised: these are counted,"
            " at %(places)s places."
        ),
        "sales-points": N_("The list has %(rows)s rows at %(places)s places; a place is counted once."),
        "markets": N_("The list has %(rows)s rows; markets are counted among the sales points."),
        "sights": N_("The list has %(rows)s rows at %(places)s places."),
        "planned-sites": N_(
            "The list has %(rows)s rows of what is planned or was: none of them is counted as a sales point."
        ),
        "zones": N_("The list has %(rows)s rows; a zone of several communes is listed in each of them."),
    },
    "metric": METRICS,
    "target": TARGETS,
    "target_unit": TARGET_UNITS,
}


def label(vocabulary: str, code: object) -> str:
    """Return what a value of a closed vocabulary is called; one without a name is shown as it is."""
    return _text(LABELS.get(vocabulary, {}), code)


def words(vocabulary: str, code: object) -> str:
    """Return what a page says for ``code``: its own words where it has some, else the label."""
    return _text(WORDS.get(vocabulary) or LABELS.get(vocabulary, {}), code)


def _text(known: Labels, code: object) -> str:
    """Return the text for ``code`` in the reader's language, nothing for None."""
    if code is None:
        return ""
    text = known.get(str(code))
    return str(code) if text is None else str(gettext(text))


def unit_title(unit: Mapping[str, object]) -> str:
    """Return the name of a unit with its kind: Phường Lào Cai."""
    text = str(gettext(UNIT_TITLES[str(unit["kind"])]))
    return text % {"name": unit["name"]}
