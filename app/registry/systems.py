"""The reference systems in which points are entered and files are read: choices with their names."""

from __future__ import annotations

from flask_babel import gettext

from geodata.crs_names import UTM_METRES, VN2000_DEGREES, VN2000_METRES, WGS84
from geodata.errors import N_

DEGREES_OF_VN2000 = N_("VN-2000, degrees")
OF_UTM = {
    "EPSG:32648": N_("WGS 84, UTM zone 48N (GPS), metres"),
    "EPSG:32647": N_("WGS 84, UTM zone 47N (GPS), metres"),
    "EPSG:32649": N_("WGS 84, UTM zone 49N (GPS), metres"),
}


def system_choices() -> list[tuple[str, str]]:
    """Return EPSG name and label: the two systems of degrees, then VN-2000 and UTM in metres."""
    from layers.exports.formats import CRS_TITLES

    names = {**CRS_TITLES, VN2000_DEGREES: DEGREES_OF_VN2000, **OF_UTM}
    listed = (WGS84, VN2000_DEGREES, *VN2000_METRES, *UTM_METRES)
    return [(crs, f"{crs} – {gettext(names[crs])}") for crs in listed]
