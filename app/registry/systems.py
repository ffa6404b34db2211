"""The reference systems in which points are entered and files are read: choices with their names."""

from __future__ import annotations

from flask_babel import gettext

from geodata.crs_names import VN2000_DEGREES, VN2000_METRES, WGS84
from geodata.errors import N_

DEGREES_OF_VN2000 = N_("VN-2000, degrees")


def system_choices() -> list[tuple[str, str]]:
    """Return EPSG name and label: the two systems of degrees, then the zones of VN-2000 in metres."""
    from layers.exports.formats import CRS_TITLES

    names = {**CRS_TITLES, VN2000_DEGREES: DEGREES_OF_VN2000}
    return [(crs, f"{crs} – {gettext(names[crs])}") for crs in (WGS84, VN2000_DEGREES, *VN2000_METRES)]
