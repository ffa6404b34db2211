"""The one table of formats: what each carries, in which CRS, and in words that an official understands."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.crs_names import METRIC, VN2000_METRES, WGS84
from geodata.errors import N_, InvalidInput
from layers.catalogue import LayerSpec

ANY_CRS = (WGS84, *VN2000_METRES)
CRS_TITLES: dict[str, str] = {
    WGS84: N_("WGS 84, degrees (GPS, Google Maps)"),
    METRIC: N_("VN-2000, 3° zone, central meridian 104°45′ (Lào Cai, Yên Bái, Phú Thọ), metres"),
    "EPSG:3405": N_("VN-2000, UTM zone 48N (6° zone), metres"),
    "EPSG:9205": N_("VN-2000, 3° zone, central meridian 103°00′ (Lai Châu, Điện Biên), metres"),
    "EPSG:9206": N_("VN-2000, 3° zone, central meridian 104°00′ (Sơn La), metres"),
    "EPSG:9209": N_("VN-2000, 3° zone, central meridian 105°30′ (Hà Giang), metres"),
    "EPSG:9211": N_("VN-2000, 3° zone, central meridian 106°00′ (Tuyên Quang), metres"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """
    One format: ``extension`` as in addresses, without the first dot.

    ``crs`` are the allowed ones, the usual first. ``places_only``: a record
    without a place cannot be in it, and stands in a table beside it.
    """

    extension: str
    title: str
    media_type: str
    carries: str
    crs: tuple[str, ...] = ANY_CRS
    places_only: bool = False
    points_only: bool = False

    def takes(self, spec: LayerSpec) -> bool:
        """Tell whether the geometry of a layer fits the format."""
        return spec.geometry == "point" or not self.points_only


FORMATS: tuple[Format, ...] = (
    Format(
        extension="xlsx",
        title="Excel (XLSX)",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        carries=N_(
            "A workbook: every record with its coordinates, numbers as numbers, codes as text,"
            " and a sheet that says where the data come from. Outlines of units are not in it."
        ),
    ),
    Format(
        extension="csv",
        title="CSV",
        media_type="text/csv",
        carries=N_(
            "A plain table for any program: every record with its coordinates."
            " Outlines of units are not in it."
        ),
    ),
    Format(
        extension="gpkg",
        title="GeoPackage",
        media_type="application/geopackage+sqlite3",
        carries=N_(
            "For QGIS and ArcGIS: places and outlines with every field, with colours for QGIS"
            " and a description; several layers in one file."
        ),
    ),
    Format(
        extension="shp.zip",
        title="Shapefile (ZIP)",
        media_type="application/zip",
        carries=N_(
            "For older map programs (MapInfo, ArcMap): names of fields are cut to 10 letters,"
            " long texts to 254 bytes; tables in the zip hold the full names and texts."
        ),
    ),
    Format(
        extension="geojson",
        title="GeoJSON",
        media_type="application/geo+json",
        crs=(WGS84,),
        carries=N_("For web maps and programmers: places and outlines with every field. Always WGS 84."),
    ),
    Format(
        extension="kml",
        title="KML",
        media_type="application/vnd.google-earth.kml+xml",
        crs=(WGS84,),
        carries=N_("For Google Earth: places and outlines in colours, with every field. Always WGS 84."),
    ),
    Format(
        extension="kmz",
        title="KMZ",
        media_type="application/vnd.google-earth.kmz",
        crs=(WGS84,),
        carries=N_("The same as KML, packed small for sending to a phone. Always WGS 84."),
    ),
    Format(
        extension="fgb",
        title="FlatGeobuf",
        media_type="application/flatgeobuf",
        carries=N_("For programmers and QGIS: places and outlines with every field, quick to read."),
    ),
    Format(
        extension="gpx",
        title="GPX",
        media_type="application/gpx+xml",
        crs=(WGS84,),
        places_only=True,
        points_only=True,
        carries=N_(
            "For GPS devices and phones: points with name, description and link only."
            " Records without a place stand in a table beside it. Always WGS 84."
        ),
    ),
    Format(
        extension="dxf",
        title="DXF (AutoCAD)",
        media_type="image/vnd.dxf",
        crs=(METRIC, *(crs for crs in ANY_CRS if crs != METRIC)),
        places_only=True,
        carries=N_(
            "For AutoCAD: lines, points and names only, each layer on a layer of its own."
            " Records without a place stand in a table beside it. VN-2000 unless you choose otherwise."
        ),
    ),
)
_BY_EXTENSION = {form.extension: form for form in FORMATS}


def find_format(extension: str) -> Format:
    """Return a format; InvalidInput names those that exist."""
    if extension not in _BY_EXTENSION:
        raise InvalidInput(
            N_("There is no format %(value)s; there are %(allowed)s"),
            value=extension,
            allowed=", ".join(_BY_EXTENSION),
        )
    return _BY_EXTENSION[extension]


def find_crs(form: Format, crs: str | None) -> str:
    """Return the CRS asked for, or the usual one; InvalidInput names those that the format takes."""
    if not crs:
        return form.crs[0]
    if crs not in ANY_CRS:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="crs",
            value=crs,
            allowed=", ".join(ANY_CRS),
        )
    if crs not in form.crs:
        raise InvalidInput(
            N_("%(format)s is WGS 84 (EPSG:4326) by its definition and cannot be in %(value)s"),
            format=form.title,
            value=crs,
        )
    return crs


def check_geometry(form: Format, spec: LayerSpec) -> None:
    """Refuse a layer whose geometry the format cannot carry."""
    if not form.takes(spec):
        raise InvalidInput(
            N_("%(format)s carries points only, and the layer %(key)s has none; take %(allowed)s"),
            format=form.title,
            key=spec.key,
            allowed=", ".join(other.extension for other in FORMATS if other.takes(spec)),
        )
