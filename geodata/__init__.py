"""The domain: dated units, the registry, joins and planning. Knows no Flask and no Folium."""
