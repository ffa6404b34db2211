"""The registry beside what was published, counted as of the date of each published figure."""
