"""Photos of products and places: made small and plain when they are handed in, kept with their record."""
