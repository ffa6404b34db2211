"""Maps on paper: the layers, classes and colours of the screen as PNG, PDF and SVG, A4 to A1."""
