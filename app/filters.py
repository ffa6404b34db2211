"""The choices of a reader in words, so that no number stands without them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.i18n import current_language
from app.state import current_store
from geodata.view import ProductFilter, View
from layers.catalogue import Field, LayerSpec
from layers.wording import Wording


def current_wording() -> Wording:
    """Return the language of the reader."""
    return Wording(current_language(), gettext, ngettext)


def filter_text(chosen: ProductFilter, view: View) -> str:
    """Return the filter in words, units by their names; empty: nothing is filtered."""
    return current_wording().filter(current_store(), chosen, view)


def base_date_text() -> str:
    """Return when the data were put together, and of when the newest source is."""
    return current_wording().base_date(current_store())


def table_notes(spec: LayerSpec, view: View, chosen: ProductFilter) -> list[str]:
    """Return the lines below a table: what it is, its base date, unit system, filter and note."""
    return current_wording().table_notes(current_store(), spec, view, chosen)


def value_text(field: Field, value: Any, inferred: bool = False) -> str:  # noqa: ANN401 -- any cell
    """Return a cell in the language of the reader, marked where it is inferred; unknown stays empty."""
    return current_wording().value(field, value, inferred)
