"""The atlas in one file: the map's own modules, its answers and the pages of communes, to open without network."""
