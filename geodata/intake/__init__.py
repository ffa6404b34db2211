"""Workbooks, texts and map files that an office hands in: read, matched, previewed, stored in one change."""
