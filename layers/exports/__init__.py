"""Layers taken away: files of many formats, each with what it rests on."""
