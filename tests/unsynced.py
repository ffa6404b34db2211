"""Databases of tests need not outlive a power cut: SQLite does not wait for the disk in their processes."""

from __future__ import annotations

from geodata import engines

SHIPPED = engines.SYNCHRONOUS


def wait_for_no_disk() -> None:
    """Let SQLite hand its writes to the system without waiting; half of a small test's time went there."""
    engines.SYNCHRONOUS = "OFF"
