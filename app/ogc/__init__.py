"""OGC API – Features at /ogc: addresses, forms and pages; what is answered is in layers.ogc."""
