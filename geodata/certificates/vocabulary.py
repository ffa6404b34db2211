"""Closed vocabularies of what follows from certificates."""

from __future__ import annotations

from enum import StrEnum


class EvidenceKind(StrEnum):
    """What says that a product is sold."""

    PRODUCT_CHANNEL = "product_channel"
    PRODUCER_CHANNEL = "producer_channel"
    SALES_POINT = "sales_point"


class Timing(StrEnum):
    """How the date of an evidence lies to the lapse."""

    AFTER = "after"
    BEFORE = "before"
    OPEN = "open"  # it has no date, or one that does not tell


class Doubt(StrEnum):
    """What is odd about the points of a certificate."""

    SUM_DIFFERS = "sum_differs"  # the parts do not make the total
    TOTAL_SUMMED = "total_summed"  # no total on record: it is the sum of the three parts
    OVER_MOST = "over_most"  # a part has more points than its version gives
    STARS_DIFFER = "stars_differ"  # the certificate says other stars than the band of its points
    VERSION_UNKNOWN = "version_unknown"
    VERSION_ASSUMED = "version_assumed"  # parts or bands of the version were not read in the decision
    NEWER_WITHOUT_POINTS = "newer_without_points"  # a newer certificate of the product has none
    ORDER_OPEN = "order_open"  # another certificate may be newer: days or years do not tell


class Todo(StrEnum):
    """What is to be done first about a recognition that ends or may end."""

    RENEW = "renew"  # have it evaluated anew: the day on which it ends is certain
    FIND_DAY = "find_day"  # the deciding certificate has no day
    FIND_OTHER_DAY = "find_other_day"  # it has one, and what is not known of another leaves the end open
