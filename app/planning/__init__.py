"""Siting of sales points: travel times, isochrones, plans, scenarios, and their page."""
