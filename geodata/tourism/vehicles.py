"""What a party travels in: how much slower it is than a car, and what it gives off. All of it is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from geodata.errors import N_


class Vehicle(StrEnum):
    """What a party travels in."""

    CAR = "car"
    MINIBUS = "minibus"
    COACH = "coach"
    MOTORBIKE = "motorbike"


@dataclass(frozen=True, slots=True)
class VehicleAssumption:
    """
    What is assumed of one vehicle.

    ``time_factor`` times the minutes of a car are driven; ``co2_g_km`` are
    grams of CO₂ from the exhaust for each km, of the whole vehicle.
    """

    title: str
    time_factor: float
    reason: str
    co2_g_km: float
    co2_source: str


# Tier 1 of the guidebook: grams of fuel a km times grams of CO2 a gram of fuel.
_GUIDEBOOK = N_(
    "EMEP/EEA air pollutant emission inventory guidebook 2016, part 1.A.3.b.i–iv, Tier 1:"
    " typical fuel consumption of the category times the CO₂ of its fuel; roads in mountains take more"
)
VEHICLES: Mapping[Vehicle, VehicleAssumption] = MappingProxyType(
    {
        Vehicle.CAR: VehicleAssumption(
            N_("Car (up to 7 seats)"),
            1.0,
            N_("The travel times are those of a car"),
            223.0,
            _GUIDEBOOK,
        ),
        Vehicle.MINIBUS: VehicleAssumption(
            N_("Minibus (up to 16 seats)"),
            1.1,
            N_("A tenth slower than a car on mountain roads: assumed"),
            253.0,
            _GUIDEBOOK,
        ),
        Vehicle.COACH: VehicleAssumption(
            N_("Coach (29 seats and more)"),
            1.25,
            N_("A quarter slower than a car; narrow roads may be closed to it: ask first. Assumed"),
            754.0,
            _GUIDEBOOK,
        ),
        Vehicle.MOTORBIKE: VehicleAssumption(
            N_("Motorbike"),
            1.1,
            N_("A tenth slower than a car, rain not counted: assumed"),
            111.0,
            _GUIDEBOOK,
        ),
    }
)
