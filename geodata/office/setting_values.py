"""
What an office may set: the names, the values each takes, and the value that holds until somebody sets one.

Values are what JSON carries (text, number, truth value, list of texts, nothing),
so that they are stored, compared and told in the audit log as they are.
Nothing here opens a store.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta, timezone, tzinfo
from typing import Any

from geodata.errors import N_, InvalidInput
from geodata.indicator_names import Indicator
from geodata.programme.support_rules import USUAL, SupportRule, checked_rules, read_rule

Value = str | int | bool | list[str] | None
Choices = Mapping[str, Collection[str]]
Check = Callable[[object], Value]

LONGEST_TEXT = 120
LONGEST_PATTERN = 60
MOST_HOSTS = 100
ZOOMS = range(8, 19)
# Units of 2019 have names and no outlines: nothing could be drawn.
UNIT_SYSTEMS = ("2024", "2025")
PROVINCE_TIME = "Asia/Ho_Chi_Minh"
# Zones of the region without summer time, as fixed offsets in hours: Windows has no time-zone database.
TIME_ZONES: Mapping[str, int] = {
    PROVINCE_TIME: 7,
    "Asia/Bangkok": 7,
    "Asia/Phnom_Penh": 7,
    "Asia/Vientiane": 7,
    "Asia/Shanghai": 8,
    "Asia/Singapore": 8,
    "Asia/Tokyo": 9,
    "UTC": 0,
}

RULE_FORM = N_(
    "at most 20 lines: first day; last day; đồng for 3, 4 and 5 stars; source. No two rules hold on one day"
)
KEY = re.compile(r"[a-z][a-z0-9_]*")
HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
# Who may frame a page, as a browser is told: also a name without a point, as in an office's network; a port.
FRAME_HOST = re.compile(
    r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[0-9]{1,5})?"
)
LOGO_NAME = re.compile(r"logo-[0-9a-f]{64}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLAIN_PATTERN = re.compile(r"[\w ./()-]*")


class Refused(Exception):
    """A value that a setting does not take; ``allowed`` says what it does, as a text for the translators."""

    def __init__(self, allowed: str) -> None:
        self.allowed = allowed
        super().__init__(allowed)


def _setting(check: Check, title: str) -> dict[str, Any]:
    """Return the metadata of a field."""
    return {"check": check, "title": title}


def _text(value: object) -> Value:
    """Return one line of text, NFC and without spaces around it."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).strip()
        if len(text) <= LONGEST_TEXT and not any(unicodedata.category(sign)[0] == "C" for sign in text):
            return text
    raise Refused(N_("one line of at most 120 signs"))


def _place(value: object) -> Value:
    """Return the name of a place, which no document can do without."""
    text = _text(value)
    if not text:
        raise Refused(N_("the name of a place"))
    return text


def _pattern(value: object) -> Value:
    """Return a pattern of document numbers: plain signs, {number} once, {year} at most once."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).strip()
        marks = PLACEHOLDER.findall(text)
        known = marks.count("number") == 1 and marks.count("year") <= 1 and set(marks) <= {"number", "year"}
        if known and len(text) <= LONGEST_PATTERN and PLAIN_PATTERN.fullmatch(PLACEHOLDER.sub("", text)):
            return text
    raise Refused(N_("letters, digits, spaces and . / - ( ), with {number} once and {year} if wanted"))


def _logo(value: object) -> Value:
    """Return the name of a logo that was taken in; empty: none."""
    if value == "" or (isinstance(value, str) and LOGO_NAME.fullmatch(value)):
        return value
    raise Refused(N_("a logo that was uploaded"))


def _one_of(allowed: Collection[str]) -> Check:
    """Return the check of a closed vocabulary."""

    def check(value: object) -> Value:
        if isinstance(value, str) and value in allowed:
            return value
        raise Refused(", ".join(allowed))

    return check


def _indicator(value: object) -> Value:
    """Return an indicator that colours communes without asking for a crop."""
    return _one_of([item.value for item in Indicator if item is not Indicator.ZONE_HA])(value)


def _keys(value: object) -> Value:
    """Return a list of keys, each once, in their order; nothing: the usual ones."""
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) and KEY.fullmatch(item) for item in value):
        return list(dict.fromkeys(value))
    raise Refused(N_("a list of keys"))


def _zoom(value: object) -> Value:
    """Return a zoom of the map; nothing: the whole province."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value in ZOOMS):
        return value
    raise Refused(f"{ZOOMS[0]} – {ZOOMS[-1]}")


def _hosts(value: object) -> Value:
    """Return hosts in lower case, each once; nothing: those that the server was started with."""
    if value is None:
        return None
    if isinstance(value, list) and len(value) <= MOST_HOSTS and all(isinstance(item, str) for item in value):
        hosts = list(dict.fromkeys(item.strip().lower() for item in value if item.strip()))
        if all(len(host) <= 253 and HOST.fullmatch(host) for host in hosts):
            return hosts
    raise Refused(N_("at most 100 hosts such as example.gov.vn or *.gov.vn"))


def _frame_hosts(value: object) -> Value:
    """Return hosts in lower case, each once; an empty list: none but this site itself."""
    if isinstance(value, list) and len(value) <= MOST_HOSTS and all(isinstance(item, str) for item in value):
        hosts = list(dict.fromkeys(item.strip().lower() for item in value if item.strip()))
        if all(len(host) <= 253 and FRAME_HOST.fullmatch(host) for host in hosts):
            return hosts
    raise Refused(N_("at most 100 hosts such as example.gov.vn, *.gov.vn or intranet:8080"))


def _support_rules(value: object) -> Value:
    """Return the amounts of support, a rule a line; nothing: those that were published in 2019."""
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        try:
            return checked_rules(value)
        except ValueError as error:
            raise Refused(RULE_FORM) from error
    raise Refused(RULE_FORM)


def _yes_or_no(value: object) -> Value:
    """Return a truth value."""
    if isinstance(value, bool):
        return value
    raise Refused("true, false")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSettings:
    """The settings of the office at one revision, each with the value that holds until it is set."""

    name: str = field(default="", metadata=_setting(_text, N_("Name of the office")))
    logo: str = field(default="", metadata=_setting(_logo, N_("Logo")))
    signatory_name: str = field(default="", metadata=_setting(_text, N_("Name of the signatory")))
    signatory_position: str = field(default="", metadata=_setting(_text, N_("Position of the signatory")))
    issue_place: str = field(
        default="Lào Cai", metadata=_setting(_place, N_("Place where documents are issued"))
    )
    document_number: str = field(
        default="{number}/{year}", metadata=_setting(_pattern, N_("Pattern of document numbers"))
    )
    default_units: str = field(
        default="2025", metadata=_setting(_one_of(UNIT_SYSTEMS), N_("Unit system at the start"))
    )
    default_indicator: str = field(
        default="products", metadata=_setting(_indicator, N_("Colour of communes at the start"))
    )
    # None: the layers that the program shows at first.
    default_layers: tuple[str, ...] | None = field(
        default=None, metadata=_setting(_keys, N_("Layers at the start"))
    )
    # None: the zoom in which the whole province fits.
    default_zoom: int | None = field(default=None, metadata=_setting(_zoom, N_("Zoom at the start")))
    # None: those that the server was started with (OCOP_TRUSTED_LINK_HOSTS).
    trusted_hosts: tuple[str, ...] | None = field(
        default=None, metadata=_setting(_hosts, N_("Hosts that sources may link to"))
    )
    # Sites that may show the map in a frame of theirs; empty: none but this one.
    embed_hosts: tuple[str, ...] = field(
        default=(), metadata=_setting(_frame_hosts, N_("Hosts that may embed the map"))
    )
    # None: all that the program knows; empty: none.
    tile_services: tuple[str, ...] | None = field(
        default=None, metadata=_setting(_keys, N_("Tile services that may be chosen"))
    )
    public: bool = field(default=True, metadata=_setting(_yes_or_no, N_("Anyone may look")))
    # Data of people: kept only where the office decided so, and forgotten when it decides otherwise.
    leaders_kept: bool = field(
        default=False, metadata=_setting(_yes_or_no, N_("Sex and ethnic group of leaders"))
    )
    # None: the amounts that were published, of which the days are not on record.
    support_rules: tuple[str, ...] | None = field(
        default=None, metadata=_setting(_support_rules, N_("Amounts of support by stars"))
    )
    time_zone: str = field(
        default=PROVINCE_TIME, metadata=_setting(_one_of(tuple(TIME_ZONES)), N_("Time zone"))
    )

    def rules_of_support(self) -> tuple[SupportRule, ...]:
        """Return what the province promises recognised products, as far as the office entered it."""
        lines = (USUAL,) if self.support_rules is None else self.support_rules
        return tuple(read_rule(line) for line in lines)

    def allows_tiles(self, key: str) -> bool:
        """Return whether the office lets readers choose the tile service ``key``."""
        return self.tile_services is None or key in self.tile_services

    def zone(self) -> tzinfo:
        """Return the time zone, as a fixed offset."""
        return timezone(timedelta(hours=TIME_ZONES[self.time_zone]), self.time_zone)

    def document_number_for(self, number: int, year: int) -> str:
        """Return the number of a document, as the office writes it."""
        filled = self.document_number.replace("{number}", str(number))
        return filled.replace("{year}", str(year))


TITLES: Mapping[str, str] = {item.name: item.metadata["title"] for item in fields(OfficeSettings)}
_CHECKS: Mapping[str, Check] = {item.name: item.metadata["check"] for item in fields(OfficeSettings)}


def checked(name: str, value: object, choices: Choices | None = None) -> Value:
    """
    Return ``value`` as the setting ``name`` keeps it.

    Parameters
    ----------
    choices
        What keys there are, for settings whose keys lie above this folder (layers, tile services).

    Raises
    ------
    InvalidInput
        There is no such setting, or it does not take this value; the message names both and what is allowed.
    """
    if name not in _CHECKS:
        raise InvalidInput(
            N_("There is no setting %(name)s; there are %(allowed)s"), name=name, allowed=", ".join(_CHECKS)
        )
    try:
        kept = _CHECKS[name](value)
        known = (choices or {}).get(name)
        if known is not None and isinstance(kept, list) and not set(kept) <= set(known):
            raise Refused(", ".join(known))
    except Refused as refused:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name=name,
            value=_short(value),
            allowed=refused.allowed,
        ) from refused
    return kept


def usual(name: str) -> Value:
    """Return the value that ``name`` has until somebody sets it."""
    value: Value | tuple[str, ...] = getattr(_USUAL, name)
    return list(value) if isinstance(value, tuple) else value


def made_from(values: Mapping[str, object]) -> OfficeSettings:
    """Return settings from stored values, without those that only another version of the program takes."""
    taken: dict[str, Any] = {}
    for name in _CHECKS.keys() & values.keys():
        try:
            kept = _CHECKS[name](values[name])
        except Refused:
            continue
        taken[name] = tuple(kept) if isinstance(kept, list) else kept
    return OfficeSettings(**taken)


def _short(value: object) -> str:
    """Return ``value`` for a message."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


_USUAL = OfficeSettings()
