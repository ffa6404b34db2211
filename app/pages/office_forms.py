"""The forms of ``/office``: which settings stand together, what was sent, and the words for values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.pages.labels import WORDS
from geodata.errors import N_, InvalidInput
from geodata.indicator_names import INDICATOR_TEXTS, Indicator
from geodata.office.setting_values import TIME_ZONES, UNIT_SYSTEMS, ZOOMS, Value

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """One form: its title, what it decides, and its settings."""

    title: str
    note: str
    names: tuple[str, ...]


GROUPS: Mapping[str, Group] = {
    "identity": Group(N_("Name"), N_("Stands at the top of every page."), ("name",)),
    "signing": Group(
        N_("Signature and document numbers"),
        N_(
            "For reports and decisions. In the pattern {number} is the running number and {year} the year:"
            " {number}/{year}/BC-SNNMT gives 7/2025/BC-SNNMT."
        ),
        ("signatory_name", "signatory_position", "issue_place", "document_number"),
    ),
    "start": Group(
        N_("What the map shows first"),
        N_("For readers who open the map without a link to a view of their own. Links keep what they say."),
        ("default_units", "default_indicator", "default_zoom", "default_layers"),
    ),
    "links": Group(
        N_("Links to sources"),
        N_("A source on one of these hosts is a link; on any other it is a text. One host in a line."),
        ("trusted_hosts",),
    ),
    "embedding": Group(
        N_("The map in other sites"),
        N_(
            "Sites on these hosts may show the map in a frame; browsers refuse it to every other one."
            " One host in a line; none: only this site itself."
        ),
        ("embed_hosts",),
    ),
    "tiles": Group(
        N_("Base maps from the internet"),
        N_(
            "A tile service sees which part of the map a reader looks at. What is not ticked is not offered,"
            " and browsers are told to fetch nothing from it."
        ),
        ("tile_services",),
    ),
    "access": Group(
        N_("Access and time"),
        N_("The day that decides whether a certificate is in force is always that of Việt Nam."),
        ("public", "time_zone"),
    ),
    "support": Group(
        N_("Support for recognised products"),
        N_(
            "What the province promises a product on the day of its recognition; shown on the page of each"
            " product beside what sources say it received. One rule in a line, its parts apart by semicolons:"
            " first day; last day (empty: until further notice); đồng for 3, 4 and 5 stars; source. Where the"
            " first day is empty, nothing is told of any product."
        ),
        ("support_rules",),
    ),
    "leaders": Group(
        N_("Leaders of producers"),
        N_(
            "Kept, editors see and enter sex and ethnic group of the leader of a producer; everybody else"
            " sees totals of five or more. Both are personal data, the ethnic group sensitive personal data"
            " (Law on Personal Data Protection 91/2025/QH15, Decree 356/2025/NĐ-CP): keep them only for a"
            " purpose and on a ground that the law knows. Turned off, everything that is kept of leaders is"
            " deleted, from the history too, and so are files of producers that wait to be stored; backups"
            " made before still hold it."
        ),
        ("leaders_kept",),
    ),
}
NUMBERS = frozenset({"default_zoom"})
TRUTHS = frozenset({"public", "leaders_kept"})
# A list, and beside most of them a choice that says: as the program has it.
LISTS = frozenset({"default_layers", "tile_services", "trusted_hosts", "embed_hosts"})
# A list with a line for each.
LINES = frozenset({"support_rules"})
YES = "yes"


def given_values(names: Sequence[str], form: Form) -> dict[str, object]:
    """Return what a form says about its settings, as JSON has it; geodata.office checks what it means."""
    return {name: _given(name, form) for name in names}


def _given(name: str, form: Form) -> object:
    """Return what a form says about one setting."""
    if name in LISTS:
        if form.get(f"usual.{name}") == YES:
            return None
        return [part for text in form.getlist(name) for part in text.split()]
    if name in LINES:
        lines = [line.strip() for line in form.get(name, "").splitlines()]
        return None if form.get(f"usual.{name}") == YES else [line for line in lines if line]
    text = form.get(name)
    if text is None:
        raise InvalidInput(N_("The form does not say %(name)s: load the page again"), name=name)
    if name in NUMBERS:
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else text or None
    if name in TRUTHS:
        return {"yes": True, "no": False}.get(text, text)
    return text


def given_versions(names: Sequence[str], form: Form) -> dict[str, int]:
    """Return the version of each setting that the form was made from."""
    found: dict[str, int] = {}
    for name in names:
        text = form.get(f"version.{name}", "")
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise InvalidInput(
                N_("The form does not say %(name)s: load the page again"), name=f"version.{name}"
            )
        found[name] = int(text)
    return found


def shown_value(value: Value) -> dict[str, Any]:
    """Return a value as the form shows it."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return {"text": text, "keys": value if isinstance(value, list) else [], "usual": value is None}


def choices_of() -> dict[str, list[str]]:
    """Return the keys that the program knows, for settings whose keys lie above geodata."""
    return {name: list(_option_texts()[name]) for name in ("default_layers", "tile_services")}


def option_titles() -> dict[str, dict[str, str]]:
    """Return the words for the values of closed vocabularies, in the reader's language."""
    return {
        name: {key: gettext(text) if text else "" for key, text in texts.items()}
        for name, texts in _option_texts().items()
    }


def _option_texts() -> dict[str, dict[str, str]]:
    """Return value → text for the translators."""
    # Both read files of their own: only where this page is made.
    from layers.assets import tile_services
    from layers.catalogue import CATALOGUE

    return {
        "default_units": {key: WORDS["unit_system"][key] for key in UNIT_SYSTEMS},
        "default_indicator": {
            indicator.value: texts.title
            for indicator, texts in INDICATOR_TEXTS.items()
            if indicator is not Indicator.ZONE_HA
        },
        "default_zoom": {"": N_("the whole province"), **{str(zoom): str(zoom) for zoom in ZOOMS}},
        "default_layers": {spec.key: spec.title for spec in CATALOGUE},
        "tile_services": {service.key: service.title for service in tile_services()},
        "public": {
            "yes": N_("Anyone may look, without an account"),
            "no": N_("Only people who are signed in"),
        },
        "leaders_kept": {
            "no": N_("Not kept"),
            "yes": N_("Kept: editors see them, everybody else totals of five or more"),
        },
        "time_zone": {key: f"{key} (UTC{hours:+d})" if hours else key for key, hours in TIME_ZONES.items()},
    }
