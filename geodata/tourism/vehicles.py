"""What a party travels in: how much slower it is than a car, and what it gives off. All of it is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from geodata.errors import N_
from geodata.planning.notes import Note


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
    co2_g_km: int
    co2_source: Note


# Kilograms of CO2 a litre: 8.81 a US gallon of petrol (US EPA, annual emissions of passenger vehicles), 10.15
# of diesel (US EIA, Voluntary Reporting of Greenhouse Gases Program, fuel emission coefficients).
LITRES_A_GALLON = 3.785412
PETROL_KG_L, DIESEL_KG_L = 8.81 / LITRES_A_GALLON, 10.15 / LITRES_A_GALLON

# Litres for 100 km: surveys of 2011 to 2017 of the Electrical and Mechanical Services Department of Hong
# Kong, "Energy utilisation index, transport sector" (ecib.emsd.gov.hk), groups V1, V23, V92 and V31: steep
# roads and air conditioning, too. No figures of Vietnamese vehicles on mountain roads were found.
_SOURCE = N_(
    "Fuel: EMSD Hong Kong, energy utilisation index of the transport sector (%(group)s): %(litres)s litres"
    " for 100 km; CO₂ of the fuel: %(kg)s kg a litre (US EPA and EIA). From the exhaust alone"
)


def _vehicle(
    title: str, time_factor: float, reason: str, group: str, fuel: tuple[float, float]
) -> VehicleAssumption:
    """Return a vehicle that takes so many litres for 100 km of a fuel with so many kg of CO2 a litre."""
    litres, kg = fuel
    values = {"group": group, "litres": litres, "kg": round(kg, 2)}
    return VehicleAssumption(
        title, time_factor, reason, round(litres * kg * 10.0), Note("co2_source", _SOURCE, values)
    )


VEHICLES: Mapping[Vehicle, VehicleAssumption] = MappingProxyType(
    {
        Vehicle.CAR: _vehicle(
            N_("Car (up to 7 seats)"),
            1.0,
            N_("The travel times are those of a car"),
            N_("private car of 1.5 to 2.5 litres, petrol"),
            (11.6, PETROL_KG_L),
        ),
        Vehicle.MINIBUS: _vehicle(
            N_("Minibus (up to 16 seats)"),
            1.1,
            N_("A tenth slower than a car on mountain roads: assumed"),
            N_("van of 2.5 to 4 tonnes, diesel"),
            (11.1, DIESEL_KG_L),
        ),
        Vehicle.COACH: _vehicle(
            N_("Coach (29 seats and more)"),
            1.25,
            N_("A quarter slower than a car: assumed. Narrow roads may be closed to it: ask first"),
            N_("private bus with one deck, diesel"),
            (23.4, DIESEL_KG_L),
        ),
        Vehicle.MOTORBIKE: _vehicle(
            N_("Motorbike"),
            1.1,
            N_("A tenth slower than a car, without rests in rain: assumed"),
            N_("motorcycle, petrol"),
            (4.6, PETROL_KG_L),
        ),
    }
)
