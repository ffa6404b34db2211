"""The outside routing engine that the settings of the server name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.settings import Settings
    from geodata.network.engine_settings import EngineSettings


def engine_of(settings: Settings) -> EngineSettings | None:
    """Return the engine; None: the own graph answers."""
    return settings.engine
