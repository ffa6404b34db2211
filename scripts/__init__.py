"""Command lines; each is a thin shell over the folders below."""
