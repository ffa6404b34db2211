"""Travel time: road graphs, minutes between places as a range, isochrones, outside engines."""
