"""The texts of the map of the expiry board, by key; see ``app.texts``."""

from __future__ import annotations

from geodata.errors import N_

EXPIRY_TEXTS: dict[str, str] = {
    "expiry.mark": N_("%(name)s: %(total)s, of them for certain: %(certain)s"),
    "expiry.certain": N_("End for certain"),
    "expiry.may": N_("May end"),
    "expiry.show": N_("Show these in the list"),
    "expiry.none": N_("Nothing ends here within the months."),
    "expiry.no_data": N_("No data: no table covers this commune"),
}
