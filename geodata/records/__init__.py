"""The registry as an office keeps it: kinds and fields of records, edits with their history, undo."""
