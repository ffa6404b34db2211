"""Layers taken away: files of one layer, zips of several, the page that offers them."""
