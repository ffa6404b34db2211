"""
What the sources write in English in columns whose values are a closed set, as texts for the translators.

A value that is not in here is shown as it is. A test holds these lists to the
reference tables.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from geodata.errors import N_
from layers.sight_kinds import SIGHT_KINDS, WRITTEN_OTHERWISE

# Sources and notes of published figures and targets.
PUBLISHED: tuple[str, ...] = (
    N_("Lào Cai Cooperative Alliance article reviewing 2018-2020, 2020"),
    N_("provincial article on 31 newly recognised products, 2022"),
    N_("Lào Cai radio-television article on craft villages and OCOP, 2023"),
    N_("provincial press"),
    N_("Văn Bàn district page"),
    N_("Vietnam press, August 2025"),
    N_("provincial article, 2022"),
    N_("provincial article, 2023"),
    N_("Decision 4261/QĐ-UBND"),
    N_("Plan 100/KH-UBND, 2022"),
    N_("Plan 182/KH-UBND, 2024"),
    N_("Scheme One Commune One Product 2021-2025"),
    N_("enterprises, cooperatives and households"),
    N_("of 9"),
    N_('"nearly"; 69 enterprises and cooperatives in linked production'),
    N_('"nearly"'),
    N_('"over"'),
    N_("the same event, another total"),
    N_("day not stated; the year is"),
    N_('"chủ đề" in the text; other pages count 81 producers'),
    N_("communes, wards and townships of the pre-July-2025 list"),
    N_("26 + 144 = 170, not 163: the source contradicts itself"),
    N_("see products_by_star 4"),
    N_("56 led by women, 59 by people of ethnic minorities"),
    N_("the merged province"),
    N_("of 99"),
    N_("after the third round of 2019"),
    N_("another source for 2023: 21"),
    N_("553 + 49 + 2"),
    N_("30 food + 1 beverage; 19 new (3 at 4 stars, 16 at 3) + 12 re-evaluated at 3"),
    N_("11 new (4 at 4 stars, 7 at 3) + 31 re-evaluated at 3"),
    N_("1 at 4 stars, 21 at 3; 16 producers"),
    N_("provincial plan for 2022 (100/KH-UBND)"),
    N_("provincial plan for 2022"),
    N_("100/KH-UBND"),
    N_("provincial plan for 2023"),
    N_("Plan 182/KH-UBND for 2024"),
    N_("Plan 182/KH-UBND for 2024; supermarkets, convenience stores, e-commerce"),
    N_("Plan 182/KH-UBND for 2024; 2 to 3 new points in the districts, towns and cities"),
    N_("scheme 2021-2025"),
)

MARKET_NOTES: tuple[str, ...] = (
    N_("sources differ: Chậu or Lùng Phình on Friday"),
    N_("another source says Friday"),
    N_("evening"),
)

# Written in Vietnamese by the source.

KNOWN: Mapping[str, str] = {
    **{text: text for text in (*PUBLISHED, *SIGHT_KINDS, *MARKET_NOTES)},
    **WRITTEN_OTHERWISE,
}

RULES: Mapping[str, str] = {
    "name_missing": N_("name missing"),
    "duplicate_record": N_("the same record twice"),
    "not_products": N_("not products yet"),
    "not_loaded": N_("table kept for later"),
    "control_characters": N_("control characters removed"),
    "number_bad": N_("number not readable"),
    "year_bad": N_("year not readable"),
    "date_bad": N_("date not readable"),
    "value_unknown": N_("value not allowed"),
    "contract": N_("rule of the table broken"),
    "feature_broken": N_("boundary unusable"),
    "unit_unknown": N_("unit unknown"),
    "unit_ambiguous": N_("unit not certain"),
    "unit_code_unknown": N_("code of a unit unknown"),
    "commune_missing": N_("commune missing"),
    "place_missing": N_("place missing"),
    "place_outside": N_("in another province"),
    "commune_code_differs": N_("code and commune differ"),
    "inferred_field_unclear": N_("inferred field not named"),
    "group_missing": N_("product group missing"),
    "source_missing": N_("source missing"),
    "point_missing": N_("point missing"),
    "market_unmatched": N_("market not found"),
    "market_day_disputed": N_("sources differ on the market day"),
    "population_without_unit": N_("residents of no unit"),
    "link_unmatched": N_("linked record not found"),
    "entered_unit_gone": N_("unit of an entered point gone"),
    "crop_unknown": N_("crop not in the list"),
    "office_version_kept": N_("the office's version kept"),
    "office_name_kept": N_("name given by the office; shipped row left out"),
    "office_record_not_shipped": N_("record of the office no longer shipped"),
    "office_archived_needed": N_("archived record needed again"),
}


def known_text(text: str | None) -> str:
    """Return a text of the reference tables in the reader's language, any other as it is."""
    if not text:
        return ""
    return str(gettext(KNOWN[text])) if text in KNOWN else text


def is_verbatim(text: str | None) -> bool:
    """Tell whether a text is shown as its source wrote it."""
    return bool(text) and text not in KNOWN


def rule_title(rule: str) -> str:
    """Return what a rule of the import is called; one without a name is shown as it is."""
    return str(gettext(RULES[rule])) if rule in RULES else rule
