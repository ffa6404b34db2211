"""Sex and ethnic group of the leaders of producers: kept where the office wants it, shown as totals."""
