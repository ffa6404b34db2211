"""The atlas in one file: the map's own modules, its answers, pages of communes; it needs no network."""
