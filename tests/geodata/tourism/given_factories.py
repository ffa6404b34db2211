"""Made-up stops and files for tests of what guides hand in."""

from __future__ import annotations

from geodata.tourism.kinds import StopKind
from geodata.tourism.places import TourPlace


def place(key: str, name: str, *also: str, **values) -> TourPlace:
    """Return a stop in the commune of Mường Thử."""
    return TourPlace(
        **{
            "place_id": key,
            "name": name,
            "also": also,
            "lon": 104.0,
            "lat": 22.3,
            "own_point": True,
            "commune_code": "00001",
            "commune": "Mường Thử",
            "district_code": "001",
            "district": "Huyện Thử",
            "roles": (),
            "kinds": (StopKind.NATURE,),
            "records": (),
            **values,
        }
    )


def gpx(*inner: str) -> str:
    """Return a GPX file of some elements."""
    head = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">'
    return head + "".join(inner) + "</gpx>"


def point(tag: str, lon: float, lat: float, name: str = "", time: str = "") -> str:
    """Return one point of a GPX file."""
    parts = (f"<name>{name}</name>" if name else "") + (f"<time>{time}</time>" if time else "")
    return f'<{tag} lat="{lat}" lon="{lon}">{parts}</{tag}>'
