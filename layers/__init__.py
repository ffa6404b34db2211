"""Frames become something drawn: GeoJSON, legends, the Folium page. Knows no HTTP."""
