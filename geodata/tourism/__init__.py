"""Tours of one to five days: stops with prizes and opening hours, solved, timed and checked."""
