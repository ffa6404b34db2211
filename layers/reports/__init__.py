"""Reports of a province, a district, a commune, a scenario or a tour: one content, written by several kinds of files."""
