"""The coordinate reference systems of the product by their EPSG names; ``geodata.crs`` computes in them."""

from __future__ import annotations

WGS84 = "EPSG:4326"
METRIC = "EPSG:9208"
VN2000_DEGREES = "EPSG:4756"
# VN-2000 in metres for drawings and surveys: the zone of Lào Cai, UTM 48N, and the zones of the provinces
# around it. Source: EPSG Geodetic Parameter Dataset, areas of use.
VN2000_METRES = (METRIC, "EPSG:3405", "EPSG:9205", "EPSG:9206", "EPSG:9209", "EPSG:9211")
# WGS 84 in metres, as receivers of GPS write it: UTM 48N, the zone of Lào Cai, and those beside it. Source:
# as above.
UTM_METRES = ("EPSG:32648", "EPSG:32647", "EPSG:32649")
# In which points are entered and handed in; nothing is given away in UTM.
POINT_METRES = (*VN2000_METRES, *UTM_METRES)
