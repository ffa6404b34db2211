"""What the parts of a value chain are called, and sentences about them; texts for the translators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geodata.errors import N_
from geodata.names import unturned
from geodata.programme.current import CurrentFact
from geodata.records.vocabulary import Precision
from geodata.value_chain.breaks import Asked, Breaks, BreakTable, Standing
from geodata.value_chain.links import Link, Saying
from geodata.value_chain.nearest import Nearest
from geodata.value_chain.nodes import Key, Node
from geodata.value_chain.vocabulary import BreakList, Certainty, LinkKind, NodeKind, Reason, State
from geodata.writing import day_text
from layers.chain_labels import REASONS
from layers.wording import Wording

KINDS: Mapping[NodeKind, str] = {
    NodeKind.CRAFT_VILLAGES: N_("Craft village"),
    NodeKind.ZONES: N_("Raw-material zone"),
    NodeKind.PRODUCERS: N_("Producer"),
    NodeKind.PRODUCTS: N_("Product"),
    NodeKind.SALES_POINTS: N_("Sales point"),
    NodeKind.MARKETS: N_("Market"),
}
LINKS: Mapping[LinkKind, str] = {
    LinkKind.ZONE_PRODUCER: N_("Zone → producer"),
    LinkKind.ZONE_PRODUCT: N_("Zone → product"),
    LinkKind.CRAFT_PRODUCER: N_("Craft village → producer"),
    LinkKind.CRAFT_PRODUCT: N_("Craft village → product"),
    LinkKind.PRODUCER_PRODUCT: N_("Producer → product"),
    LinkKind.PRODUCER_POINT: N_("Producer → sales point"),
    LinkKind.PRODUCT_POINT: N_("Product → sales point"),
    LinkKind.POINT_MARKET: N_("Sales point → market"),
}
CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.RECORDED: N_("On record"),
    Certainty.INFERRED: N_("On record, inferred by the collector"),
    Certainty.MATCHED: N_("Matched by name"),
}
LISTS: Mapping[BreakList, str] = {
    BreakList.PRODUCTS: N_("Products without a zone"),
    BreakList.ZONES: N_("Zones without a producer"),
    BreakList.PRODUCERS: N_("Producers without a sales point near"),
    BreakList.CRAFT_VILLAGES: N_("Craft villages without a product"),
}
STATES: Mapping[State, str] = {
    State.LINKED: N_("Linked"),
    State.LIKELY: N_("Probably linked"),
    State.NONE: N_("None"),
    State.UNKNOWN: N_("Cannot be told"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Words, records and the minutes that count as near: whatever is said of a chain is said through it."""

    words: Wording
    nodes: Mapping[Key, Node]
    limit: int

    def name(self, key: Key) -> str:
        """Return the name of a record."""
        return self.nodes[key].name if key in self.nodes else key[1]

    def names(self, keys: Iterable[Key]) -> str:
        """Return the names of records."""
        return "; ".join(map(self.name, keys))

    def kind(self, key: Key) -> str:
        """Return what a record is."""
        return self.words.translate(KINDS[key[0]])

    def link(self, link: Link) -> str:
        """Return a link in a line."""
        return f"{self.name(link.start)} → {self.name(link.end)}"

    def sayings(self, link: Link) -> list[str]:
        """Return what says that there is a link, one sentence each."""
        return [text for saying in link.sayings if (text := self.saying(saying))]

    def saying(self, saying: Saying) -> str:
        """Return what one source says, with its date as far as it is known."""
        words = self.words
        parts = [
            words.text(N_("the source writes “%(text)s”"), text=saying.text) if saying.text else "",
            saying.year_text or day_text(saying.as_of),
            ""
            if saying.hectares is None
            else words.text(N_("%(count)s ha"), count=words.number(saying.hectares)),
            ""
            if saying.households is None
            else words.text(N_("%(count)s households"), count=words.number(saying.households)),
        ]
        return ", ".join(part for part in parts if part)

    def reason(self, row: Standing) -> str:
        """Return why a record stands as it does, with what sources write of it."""
        text = self.words.translate(REASONS[row.reason])
        # Several stand in one line: a sign in one must not turn the others round.
        written = "; ".join(f"“{unturned(lead.text)}”" for lead in row.leads)
        if row.against is not None:
            return self.words.text(
                N_("%(reason)s; yet a source says that it has no stable material zone (%(date)s)"),
                reason=text,
                date=self.as_of(row.against),
            )
        return f"{text}: {written}" if written else text

    def as_of(self, fact: CurrentFact) -> str:
        """Return the date of a fact, as much of it as is known."""
        if fact.as_of is None:
            return self.words.translate(N_("no date"))
        if fact.precision is Precision.YEAR:
            return str(fact.as_of.year)
        return f"{fact.as_of:%m/%Y}" if fact.precision is Precision.MONTH else day_text(fact.as_of)

    def minutes(self, way: Nearest | None) -> str:
        """Return the range of minutes to the nearest sales point."""
        if way is None or way.point is None:
            return ""
        low, likely, high = (
            self.words.number(shown_minutes(one, self.limit)) for one in (way.low, way.likely, way.high)
        )
        return self.words.text(
            N_("%(low)s – %(high)s minutes, likely %(likely)s"), low=low, high=high, likely=likely
        )

    def place(self, node: Node) -> str:
        """Return where a record lies, as far as that is known."""
        row = node.row
        if row["commune"]:
            return str(row["commune"])
        if row["district"]:
            return self.words.text(N_("%(name)s (by district only)"), name=row["district"])
        return ""


def shown_minutes(value: float, limit: int) -> float:
    """Return whole minutes, as exact as an estimate can be; with a decimal where they would look near."""
    shown = round(value)
    return max(round(value, 1), round(limit + 0.1, 1)) if shown <= limit < value else shown


def shown_range(low: float, likely: float, high: float, limit: int) -> str:
    """Return ``99–197 (127)``, in any language: from, to and likely; ``> 30`` is just over the limit."""
    low_text, likely_text, high_text = (
        f"> {limit}" if round(one) <= limit < one else str(round(one)) for one in (low, likely, high)
    )
    return f"{low_text}–{high_text} ({likely_text})"


def list_title(words: Wording, key: BreakList, asked: Asked) -> str:
    """Return what a list is called, with its minutes where it has some."""
    if key is not BreakList.PRODUCERS:
        return words.translate(LISTS[key])
    if asked.markets:
        return words.text(
            N_("Producers with no sales point or market within %(minutes)s minutes"), minutes=asked.minutes
        )
    return words.text(N_("Producers with no sales point within %(minutes)s minutes"), minutes=asked.minutes)


def closing_text(words: Wording, table: BreakTable) -> str:
    """Return the counts of a list in one line: they add up to all."""
    counts = table.counts
    parts = ", ".join(f"{words.translate(STATES[state])} {words.number(counts[state])}" for state in State)
    return words.text(N_("All %(total)s: %(parts)s"), total=words.number(len(table.rows)), parts=parts)


def basis_notes(words: Wording, breaks: Breaks) -> list[str]:
    """Return what the lists rest on and do not know."""
    places, described = breaks.places, breaks.ways.described
    by_district = sum(map(len, places.districts.values()))
    notes = [
        words.translate(
            N_(
                "A link is there where a record names the other one, or where a source writes a name that"
                " exactly one record bears. “None” is said only where a source or the travel time says so;"
                " where nothing on record tells, it cannot be told."
            )
        ),
        words.translate(REASONS[Reason.NO_ROADS])
        if not described
        else words.text(
            N_(
                "Minutes by car to the nearest of %(count)s sales points, as a range from “%(network)s”;"
                " an estimate where a place stands at an interior point of its commune."
            ),
            count=words.number(len(places.open)),
            network=words.translate(str(described["network"])),
        ),
    ]
    if places.doubtful:
        text = N_(
            "Sales points of which the source does not say that they opened: %(count)s."
            " They make nothing near."
        )
        notes.append(words.text(text, count=words.number(len(places.doubtful))))
    if by_district:
        text = N_(
            "Sales points of which only the district is known: %(count)s. No minutes can be told to them;"
            " of a producer that may reach a commune of that district in time it cannot be told either."
        )
        notes.append(words.text(text, count=words.number(by_district)))
    if places.lost:
        text = N_(
            "Sales points of which not even the district is known, or that lie outside the province:"
            " %(count)s. They were not looked at: “too far” is said without them."
        )
        notes.append(words.text(text, count=words.number(places.lost)))
    return notes
