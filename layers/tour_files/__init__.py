"""Tours to take away: the same words as a track, a calendar, a workbook, a page without network, a PDF."""
