"""What the values of the layers of the value chain are called: plain values, for shells without frames."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.value_chain.vocabulary import BreakList, NodeKind, Reason, State

# The two layers by what is known of the records in them.
STATE_OF = {"chain_breaks": State.NONE, "chain_unknown": State.UNKNOWN}
# Between the kind of a record in these layers and its identifier.
BETWEEN = ":"

REASONS: Mapping[Reason, str] = {
    Reason.RECORDED: N_("A field of the database names it"),
    Reason.BY_NAME: N_("By a name that a source writes, or by a field that is inferred"),
    Reason.NO_STABLE_ZONE: N_("A source says that it has no stable material zone"),
    Reason.ZONE_NOT_NAMED: N_("A source says that it has a stable material zone; which one is not on record"),
    Reason.PRODUCER_ZONE: N_(
        "A zone is linked with its producer; whether it serves this product, no source says"
    ),
    Reason.UNDATED_LINK: N_(
        "A source links a product with a zone but gives no day: whether it had said so by then is not known"
    ),
    Reason.SHARED_NAME: N_(
        "A source writes a name that several records bear: which one it means is not known"
    ),
    Reason.TOURISM: N_("A tourism service, which may need no zone; nothing is on record"),
    Reason.NAMED_ELSEWHERE: N_("A source writes a name that no record bears"),
    Reason.PRODUCT_WITHOUT_PRODUCER: N_("Its product is on record, the producer of the product is not"),
    Reason.PRODUCER_WITHOUT_PRODUCT: N_("Its producer is on record, a product of the producer is not"),
    Reason.OWN_PLACE: N_("It has a sales point of its own at its place"),
    Reason.WITHIN: N_("Near enough even where the way is slow"),
    Reason.SAME_COMMUNE: N_(
        "A sales point is in the same commune; only the commune of both is known, so no minutes are told"
    ),
    Reason.ACROSS: N_("Near enough where the way is quick, not where it is slow"),
    Reason.BEYOND: N_("Too far even where the way is quick"),
    Reason.BEYOND_PLACED: N_(
        "Too far even where the way is quick; sales points of no known place were not looked at"
    ),
    Reason.NOT_PLACED: N_("Its commune is not known"),
    Reason.POINT_NOT_PLACED: N_(
        "No other one is near enough; one of which only the district is known may be"
    ),
    Reason.POINT_MAY_BE_CLOSED: N_("Near enough is only one of which the source does not say that it opened"),
    Reason.NO_WAY: N_("No known road leads from it to a sales point"),
    Reason.NO_POINTS: N_("No sales point is on record"),
    Reason.NO_ROADS: N_("No roads are on record: no minutes can be told"),
    Reason.NOTHING: N_("Nothing is on record"),
}
# Of one record; the lists of all of them are ``value_chain_words.LISTS``.
KINDS_OF_BREAK: Mapping[BreakList, str] = {
    BreakList.PRODUCTS: N_("Product without a zone"),
    BreakList.ZONES: N_("Zone without a producer"),
    BreakList.PRODUCERS: N_("Producer without a sales point or market near"),
    BreakList.CRAFT_VILLAGES: N_("Craft village without a product"),
}
CHAIN_LABELS: dict[str, dict[str, str]] = {
    "chain_break": {key.value: text for key, text in KINDS_OF_BREAK.items()},
    "chain_reason": {key.value: text for key, text in REASONS.items()},
}


def zone_of_break(record_id: str) -> str | None:
    """Return the zone that a record of these layers (``zones:<identifier>``) is; None: it is none."""
    kind, _, key = record_id.partition(BETWEEN)
    return key if kind == NodeKind.ZONES else None
