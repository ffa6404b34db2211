"""OGC API – Features over the layers: what pygeoapi is told, what it answers, no HTTP."""
