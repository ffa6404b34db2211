"""What the map page hands to the browser besides texts: the layer catalogue, labels, and where the API is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext

from app.clock import today
from app.exports.hub import MAP_WAYS
from app.i18n import current_language
from app.office import start_of_map
from app.settings import ROOT
from app.state import current_store
from geodata.vocabulary import UnitSystem

if TYPE_CHECKING:
    from geodata.store import Store


# What the scripts of the map ask for by themselves, besides the codes of the fields.
OWN_VOCABULARIES = frozenset({"cell_state", "flag", "inferred", "role", "weekday"})


def browser_catalogue(translate: Callable[[str], str] = gettext, *, whole: bool = False) -> dict[str, Any]:
    """
    Return groups, layers with their fields, labels of codes and indicators, in the reader's language.

    ``whole``: also the vocabularies that features bring along, where there is nobody to ask.
    """
    from geodata.indicator_names import INDICATOR_TEXTS
    from layers.catalogue import CATALOGUE, GROUP_TITLES
    from layers.exports.formats import FORMATS
    from layers.inferred import INFERRED_AS
    from layers.labels import LABELS

    named = {field.kind.removeprefix("code:") for spec in CATALOGUE for field in spec.fields}
    brought = set() if whole else {name for spec in CATALOGUE for name in spec.brings}
    return {
        "groups": [{"key": key.value, "title": translate(title)} for key, title in GROUP_TITLES.items()],
        "layers": [
            # What is said only where it is so is left out elsewhere: the page is loaded by everybody.
            {
                "key": spec.key,
                "title": translate(spec.title),
                "group": spec.group.value,
                "geometry": spec.geometry,
                **({"shown": True} if spec.shown else {}),
                **({"note": translate(spec.note)} if spec.note else {}),
                "fields": [
                    {
                        "name": field.name,
                        "title": translate(field.title),
                        "kind": field.kind,
                        **({} if field.in_table else {"hidden": True}),
                    }
                    for field in spec.fields
                ],
            }
            for spec in CATALOGUE
        ],
        "inferred_as": INFERRED_AS,
        "formats": [
            {"extension": form.extension, "title": form.title, "points_only": form.points_only}
            for form in FORMATS
        ],
        "ways": [[path, translate(title)] for path, title in MAP_WAYS],
        "vocabularies": {
            # Pairs, because the order of a vocabulary matters and JSON in a page is sorted by key.
            name: [[value, translate(text)] for value, text in labels.items()]
            for name, labels in LABELS.items()
            if name in (named | OWN_VOCABULARIES) - brought
        },
        "indicators": [
            {"key": indicator.value, "title": translate(texts.title)}
            for indicator, texts in INDICATOR_TEXTS.items()
        ],
    }


def browser_modules() -> list[str]:
    """Return the modules that ``main.js`` brings in, for the browser to fetch all at once."""
    folder = ROOT / "app" / "static" / "js"
    started = {"main.js", "ocopmap.js"}
    return sorted(f"js/{path.name}" for path in folder.glob("*.js") if path.name not in started)


def modules_of(*folders: str) -> list[str]:
    """Return the modules in some folders of scripts, as paths below the static files."""
    scripts = ROOT / "app" / "static" / "js"
    paths = (path for folder in folders for path in (scripts / folder).glob("*.js"))
    return sorted(path.relative_to(scripts.parent).as_posix() for path in paths)


def page_state(api: str) -> dict[str, Any]:
    """Return language, day, unit system, the office's first view and addresses; ``api`` is a path of ours."""
    return start_state(current_store(), current_language(), start_of_map()) | {
        "prefix": request.script_root,
        "api": request.script_root + api,
    }


def start_state(store: Store, language: str, start: dict[str, Any]) -> dict[str, Any]:
    """Return what a page of the map begins with, wherever it lies; ``start`` is the office's first view."""
    edition = store.state().reference_edition
    return {
        "lang": language,
        "today": today().isoformat(),
        "data_date": edition.isoformat() if edition else "",
        "units": UnitSystem.Y2025.value,
        "start": start,
    }
