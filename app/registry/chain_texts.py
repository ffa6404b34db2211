"""The texts of the map of the value chain, by key; see ``app.texts``."""

from __future__ import annotations

from geodata.errors import N_

CHAIN_TEXTS: dict[str, str] = {
    "chain.line": N_("%(start)s – %(end)s: %(count)s links, %(certainty)s"),
    "chain.same_place": N_("%(count)s links between records that stand at one point: %(certainty)s"),
    "chain.links": N_("Links: %(count)s"),
    "chain.records": N_("Records of the list: %(count)s"),
    "chain.more": N_("and %(count)s more"),
    "chain.marks": N_("%(count)s records: %(states)s"),
    "chain.legend": N_("Legend"),
    "chain.show_links": N_("Show the links"),
    "chain.show_breaks": N_("Show the records of the list"),
    "chain.within": N_("links between records of one point"),
    "chain.certainty.recorded": N_("on record"),
    "chain.certainty.inferred": N_("on record, inferred by the collector"),
    "chain.certainty.matched": N_("matched by name"),
    "chain.state.linked": N_("Linked"),
    "chain.state.likely": N_("Probably linked"),
    "chain.state.none": N_("None"),
    "chain.state.unknown": N_("Cannot be told"),
    "chain.drawn": N_("Drawn are %(drawn)s of %(total)s links."),
    "chain.not_drawn": N_("%(count)s links have an end without a point."),
    "chain.left_out": N_("%(count)s links are left out because there are too many to see."),
    "chain.not_placed": N_("%(count)s records of the list have no point."),
    "chain.commune_point": N_("at an interior point of its commune"),
    "chain.failed": N_("The links could not be loaded."),
}
