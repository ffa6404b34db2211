"""Reports of a province, district, commune, scenario or tour: one content, several kinds of files."""
