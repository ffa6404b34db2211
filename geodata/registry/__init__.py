"""From raw tables to clean ones: reading, matching, and a report of every row."""
