"""
What a party travels in: how much slower it is than a car, and what it gives off. All of it is assumed.

The rows are the usual ones: tours take those of ``assumptions``, which the office may change.
"""

from __future__ import annotations

import math
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

    ``seats`` are the most people of a party in one of them, who drives among
    them. ``time_factor`` times the minutes of a car are driven; ``co2_g_km`` are
    grams of CO₂ from the exhaust for each km, of the whole vehicle. ``title``,
    ``reason`` and ``co2_source`` are texts for the translators.
    """

    title: str
    seats: int
    time_factor: float
    reason: str
    co2_g_km: int
    co2_source: str


# Kilograms of CO2 a litre: 8.81 a US gallon of petrol (US EPA, annual emissions of passenger vehicles), 10.15
# of diesel (US EIA, Voluntary Reporting of Greenhouse Gases Program, fuel emission coefficients).
LITRES_A_GALLON = 3.785412
PETROL_KG_L, DIESEL_KG_L = 8.81 / LITRES_A_GALLON, 10.15 / LITRES_A_GALLON


def _grams(litres_100_km: float, kg_a_litre: float) -> int:
    """Return grams of CO2 for each km."""
    return round(litres_100_km * kg_a_litre * 10.0)


# Litres for 100 km: surveys of 2011 to 2017 of the Electrical and Mechanical Services Department of Hong
# Kong, "Energy utilisation index, transport sector" (ecib.emsd.gov.hk), groups V1, V23, V92 and V31: steep
# roads and air conditioning, too. No figures of Vietnamese vehicles on mountain roads were found.
VEHICLES: Mapping[Vehicle, VehicleAssumption] = MappingProxyType(
    {
        Vehicle.CAR: VehicleAssumption(
            N_("Car (up to 7 seats)"),
            7,
            1.0,
            N_("The travel times are those of a car"),
            _grams(11.6, PETROL_KG_L),
            N_(
                "11.6 litres of petrol for 100 km (EMSD Hong Kong, energy utilisation index: private car of"
                " 1.5 to 2.5 litres), 2.33 kg CO₂ a litre (US EPA); from the exhaust alone"
            ),
        ),
        Vehicle.MINIBUS: VehicleAssumption(
            N_("Minibus (up to 16 seats)"),
            16,
            1.1,
            N_("A tenth slower than a car on mountain roads: assumed"),
            _grams(11.1, DIESEL_KG_L),
            N_(
                "11.1 litres of diesel for 100 km (EMSD Hong Kong, energy utilisation index: van of 2.5 to 4"
                " tonnes), 2.68 kg CO₂ a litre (US EIA); from the exhaust alone"
            ),
        ),
        Vehicle.COACH: VehicleAssumption(
            N_("Coach (29 seats and more)"),
            45,  # the largest usual one: assumed
            1.25,
            N_("A quarter slower than a car: assumed. Narrow roads may be closed to it: ask first"),
            _grams(23.4, DIESEL_KG_L),
            N_(
                "23.4 litres of diesel for 100 km (EMSD Hong Kong, energy utilisation index: private bus with"
                " one deck), 2.68 kg CO₂ a litre (US EIA); from the exhaust alone"
            ),
        ),
        Vehicle.MOTORBIKE: VehicleAssumption(
            N_("Motorbike"),
            2,
            1.1,
            N_("A tenth slower than a car, without rests in rain: assumed"),
            _grams(4.6, PETROL_KG_L),
            N_(
                "4.6 litres of petrol for 100 km (EMSD Hong Kong, energy utilisation index: motorcycle),"
                " 2.33 kg CO₂ a litre (US EPA); from the exhaust alone"
            ),
        ),
    }
)


def vehicles_for(row: VehicleAssumption, people: int | None) -> int:
    """Return how many vehicles a party needs by their seats; one where nobody said how many travel."""
    return 1 if people is None else math.ceil(people / row.seats)
