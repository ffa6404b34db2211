"""Names that the standards fix: coordinate systems, conformance classes, media types."""

from __future__ import annotations

from geodata.crs_names import VN2000_METRES, WGS84
from layers.catalogue import LayerSpec

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
# What a collection may be asked in → its name here. CRS84 is EPSG:4326 with the longitude first.
CRS_OF_URI: dict[str, str] = {
    CRS84: WGS84,
    **{EPSG + crs.removeprefix("EPSG:"): crs for crs in (WGS84, *VN2000_METRES)},
}

# Only what tests of ours try: tests/app/test_ogc_core.py, test_ogc_crs.py, test_ogc_filter.py.
CONFORMANCE: tuple[str, ...] = (
    *(
        f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
        for name in ("core", "geojson", "html", "oas30")
    ),
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    *(
        f"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in (
            "cql2-text",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
        )
    ),
)

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"

CQL2_TEXT = "cql2-text"
DEFAULT_LIMIT, MOST_ITEMS = 100, 1_000
LONGEST_FILTER = 2_000  # signs; the names of all communes of a province fit


def id_field(spec: LayerSpec) -> str:
    """Return the field that tells the features of a layer apart within one unit system."""
    return "id" if any(field.name == "id" for field in spec.fields) else "code"
