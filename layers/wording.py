"""The choices and values of a layer in the words of one language; nothing here knows where they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from geodata.errors import N_
from geodata.view import NONE, ProductFilter, View
from geodata.writing import day_text, decimal_text, number_text, period_text
from layers.catalogue import Field, LayerSpec
from layers.certificate_labels import CERTIFICATE_LABELS
from layers.followed_labels import FOLLOWED_TITLES, followed_text
from layers.labels import LABELS

if TYPE_CHECKING:
    from geodata.store import Store

FILTER_TITLES: dict[str, str] = {
    "group": N_("Product group"),
    "stars": N_("Stars (latest rating met)"),
    "status": N_("Status"),
    "recognition": N_("Recognition"),
    "producer_kind": N_("Kind of producer"),
    "district": N_("District (until 30 June 2025)"),
    "commune": N_("Commune"),
    "placement": N_("Placed by"),
    "confidence": N_("Confidence"),
    "weekday": N_("Market days"),
    "expiring": N_("Recognition ends or may end within"),
    **FOLLOWED_TITLES,
    "planned_kind": N_("What is planned"),
    "planned_stage": N_("How far it has come"),
}
_VOCABULARIES = {"group": "product_group"}
# Lists whose items have names.
LIST_VOCABULARIES = {"weekdays": "weekday", "roles": "role", "inferred": "inferred"}
# Degrees: two decimals would be a kilometre off.
LABELS_AT = ("label_lon", "label_lat")
LABEL_DECIMALS = 6
# The map page carries those of its own layers only.
_LABELS = LABELS | CERTIFICATE_LABELS
UNKNOWN = N_("unknown")
INFERRED = N_("(inferred)")


@dataclass(frozen=True, slots=True)
class Wording:
    """
    One language: ``translate`` puts a text of ours into it, ``plural`` one that depends on a number.

    ``plural`` is given the text for one, the text for several and the number;
    ``%(num)s`` in what it returns is filled in here.
    """

    language: str
    translate: Callable[[str], str]
    plural: Callable[[str, str, int], str]

    def text(self, message: str, **values: object) -> str:
        """Return a text of ours: translated first, filled in afterwards."""
        found = self.translate(message)
        return found % values if values else found

    def label(self, vocabulary: str, code: object) -> str:
        """Return what a value of a closed vocabulary is called; one without a name is shown as it is."""
        if code is None:
            return ""
        known = _LABELS.get(vocabulary, {}).get(str(code))
        return str(code) if known is None else self.translate(known)

    def in_sentence(self, title: str) -> str:
        """Return a title of a unit within a sentence, where Vietnamese writes its kind in small letters."""
        return title[:1].lower() + title[1:] if self.language == "vi" else title

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Write a number with the marks of the language; ``digits`` fixes the decimals."""
        return number_text(value, self.language, digits)

    def value(self, field: Field, value: Any, inferred: bool = False) -> str:  # noqa: ANN401 -- any cell
        """Return a cell in words, marked where it is inferred; unknown stays empty."""
        text = self._plain(field, value)
        return f"{text} {self.translate(INFERRED)}" if inferred and text else text

    def _plain(self, field: Field, value: Any) -> str:  # noqa: ANN401 -- any cell
        """Return a cell without its mark."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.label("flag", str(value).lower())
        if isinstance(value, list):
            vocabulary = LIST_VOCABULARIES.get(field.name)
            return "; ".join(self.label(vocabulary, item) if vocabulary else str(item) for item in value)
        if isinstance(value, date):
            return day_text(value)
        if field.kind.startswith("code:"):
            return self.label(field.kind.removeprefix("code:"), str(value))
        if field.name in LABELS_AT:
            return decimal_text(value, self.language, LABEL_DECIMALS)
        if field.kind == "number":
            return self.number(value)
        return str(value)

    def view(self, view: View) -> str:
        """Return unit system and day."""
        system = self.text(N_("unit system %(system)s"), system=view.units.value)
        if view.on is None:
            return self.text(N_("%(system)s, records of all dates"), system=system)
        return self.text(N_("%(system)s, as of %(day)s"), system=system, day=day_text(view.on))

    def filter(self, store: Store, chosen: ProductFilter, view: View) -> str:
        """Return a filter, units by their names; empty: nothing is filtered."""
        names = _unit_names(store, chosen, view)
        choices = {
            name: ", ".join(self._choice(name, value, names) for value in sorted(values))
            for name, values in chosen.chosen().items()
        }
        parts = [f"{self.translate(FILTER_TITLES[name])}: {text}" for name, text in choices.items()]
        if chosen.without_inferred:
            parts.append(self.translate(N_("without inferred stars, group or commune")))
        if chosen.text:
            parts.append(self.text(N_("text: %(text)s"), text=chosen.text))
        return "; ".join(parts)

    def _choice(self, name: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
        """Return one value of a filter."""
        if value == NONE:
            return self.translate(UNKNOWN)
        if name == "stars":
            return self.plural("%(num)s star", "%(num)s stars", int(value)) % {"num": value}
        if name == "expiring":
            return self.plural("%(num)s month", "%(num)s months", int(value)) % {"num": value}
        if name in FOLLOWED_TITLES:
            return followed_text(name, value, self.translate)
        if name in ("district", "commune"):
            return names[name].get(value, value)
        return self.label(_VOCABULARIES.get(name, name), value)

    def base_date(self, store: Store) -> str:
        """Return when the data were put together, and of when the newest published figure is."""
        from geodata.summaries import newest_source  # pandas: not while the program starts

        edition, newest = store.state().reference_edition, newest_source(store)
        if edition is None:
            return self.translate(N_("No reference data are loaded"))
        put_together = self.text(N_("Data set put together on %(day)s"), day=day_text(edition))
        if newest is None:
            return put_together
        # Not inside the f-string: what collects the texts does not look into those.
        newest_text = self.text(N_("newest published figure: %(day)s"), day=period_text(newest))
        return f"{put_together}; {newest_text}"

    def table_notes(self, store: Store, spec: LayerSpec, view: View, chosen: ProductFilter) -> list[str]:
        """Return the lines below a table: what it is, its base date, unit system, filter and note."""
        filtered = self.filter(store, chosen, view)
        lines = [
            self.text(N_("Layer: %(title)s"), title=self.translate(spec.title)),
            self.base_date(store),
            self.text(N_("Shown: %(view)s"), view=self.view(view)),
            self.text(N_("Status told for %(day)s"), day=day_text(view.status_day)),
            self.text(
                N_("Filter: %(text)s"),
                text=filtered or self.translate(N_("none, every record of the layer")),
            ),
        ]
        return [*lines, self.translate(spec.note)] if spec.note else lines


def _unit_names(store: Store, chosen: ProductFilter, view: View) -> dict[str, dict[str, str]]:
    """Return the names of districts and communes by code, if the filter names any."""
    if not (chosen.district or chosen.commune):
        return {}
    from geodata.joins import district_names, unit_names

    return {"district": district_names(store), "commune": unit_names(store, view)}
