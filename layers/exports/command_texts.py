"""What ``scripts/export.py`` says; the translators read the folders of the product, not the scripts."""

from __future__ import annotations

from geodata.errors import N_

ABOUT = N_("Take layers away as one zip, with a README of dates, filters, sources and checksums.")
LAYERS = N_("keys of layers: %(keys)s; none: every layer that the format carries")
FORMAT = N_("%(formats)s; default: xlsx")
CRS = N_("coordinate system, as EPSG:9208; default: the usual one of the format")
UNITS = N_("unit system; default: 2025")
ON = N_("only records that can have counted on this day, YYYY-MM-DD")
FILTER = N_("filter of the layers of records, as stars=4,5 or commune=02647; may be repeated")
OUT = N_("folder for the zip; default: where the command is run")
ADDRESS = N_("address of the site, for links in GPX files")
HELP = N_("show this help and end")
WRITTEN = N_("%(file)s: %(records)s records, SHA-256 %(sum)s")
NOT_A_FILTER = N_("A filter is name=value, got %(value)s")
OPTIONS_HEADING = N_("options")
LAYERS_HEADING = N_("what to take")
