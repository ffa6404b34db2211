"""The office that runs the map: its people, its settings, its jobs, and what was changed by whom."""
