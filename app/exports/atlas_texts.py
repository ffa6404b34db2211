"""The texts that the atlas in one file needs in the browser besides the map's own; see ``app.texts``."""

from __future__ import annotations

from geodata.errors import N_

ATLAS_TEXTS: dict[str, str] = {
    "atlas.figures": N_("Figures"),
    "atlas.not_inside": N_("That is not in this file: it holds only what was chosen when it was made."),
    "atlas.of_all_days": N_(
        "This file holds the records of all dates; status on %(today)s, when it was made."
    ),
    "atlas.of_day": N_("This file holds the records as of %(on)s, and their status on that day."),
    "atlas.unit": N_("The unit"),
}
