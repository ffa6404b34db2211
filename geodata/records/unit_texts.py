"""The names of a commune and its district where one cell holds both: ``xã Bản Liền, huyện Bắc Hà``."""

from __future__ import annotations

import re
from collections.abc import Callable

from geodata.names import tone_key

OWN_PROVINCE = "Lào Cai"
_PARTS = re.compile(r"\s*,\s*|\s+[-–—]\s+")
_PROVINCE = re.compile(r"tỉnh(?:\.\s*|\s+)", re.IGNORECASE)


def names_apart(
    commune: str | None, district: str | None, is_district: Callable[[str], bool]
) -> tuple[str | None, str | None]:
    """
    Return what an entry calls its commune and its district, each by itself.

    Two names in one cell are parted only where the other cell is empty and the
    second is that of a district. The own province, named as such, is none.

    Parameters
    ----------
    commune, district
        The texts of the two cells.
    is_district
        Whether a text names a district until 30 June 2025.
    """
    if district is not None and _is_own_province(district):
        district = None
    elif district is not None and commune is not None:
        # One commune lies in one district: what follows it is the province.
        parts = _PARTS.split(district)
        is_followed = len(parts) == 2 and _is_called_as_it(parts[1]) and is_district(parts[0])
        return commune, parts[0] if is_followed else district
    text = commune if district is None else district if commune is None else None
    parts = [part for part in _PARTS.split(text or "") if part]
    if len(parts) > 1 and (_is_own_province(parts[-1]) or (len(parts) > 2 and _is_called_as_it(parts[-1]))):
        del parts[-1]
        if len(parts) == 1:
            return (parts[0], None) if commune is not None else (None, parts[0])
    # Two districts in the cell of districts are two districts.
    if len(parts) == 2 and is_district(parts[1]) and (commune is not None or not is_district(parts[0])):
        return parts[0], parts[1]
    return commune, district


def _is_own_province(text: str) -> bool:
    """Return whether a text names the own province as a province; the city was called the same."""
    return _PROVINCE.match(text) is not None and _is_called_as_it(text)


def _is_called_as_it(text: str) -> bool:
    """Return whether a text is the name of the own province."""
    return tone_key(text) == tone_key(OWN_PROVINCE)
