"""What figures, doubts and verdicts of a reconciliation are called, on pages and in files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geodata.errors import N_
from geodata.quality import Published
from geodata.reconciliation.fact_counts import Answered
from geodata.reconciliation.holding import Basis, Doubt
from geodata.reconciliation.shares import Share
from geodata.writing import period_text
from layers.figure_words import METRICS, SCOPES
from layers.wording import Wording

BASES: Mapping[str, str] = {
    "in_force": N_("recognitions in force on the date of the figure"),
    "ever": N_("products recognised by the date of the figure, lapsed ones too"),
}
DOUBTS: Mapping[str, str] = {
    "no_date": N_("no source tells when it began"),
    "year_only": N_("only the year is known"),
    "figure_span": N_("only the month or year of the published figure is known"),
    "stars": N_("the stars of that time are not known"),
    "group": N_("the group is not known"),
    "district": N_("the district is not known"),
    "commune": N_("the commune is not known"),
    "producer": N_("the producer is not known"),
    "kind": N_("the kind of producer is not known"),
    "round": N_("of that year, but no source tells the round"),
    "revoked": N_("revoked on a day that no source tells"),
}
LEFT_OUT: Mapping[str, str] = {
    "lapsed": N_("lapsed by then"),
    "later": N_("recognised only later"),
    "other": N_("of other stars, another group or another district"),
}
NOT_COUNTED: Mapping[str, str] = {
    "no_records": N_("The registry holds no records of it."),
    "zones": N_("Figures of zones of several years and sources stand side by side and are never added up."),
    "key_unknown": N_("The registry does not know what the figure is about."),
}
VERDICTS: Mapping[str, str] = {
    "shown": N_("reached: the registry alone shows it"),
    "published": N_("reached, by a figure published for that year"),
    "below": N_("not reached in any figure published for that year or next after it"),
    "exceeded": N_("missed: the registry alone shows more"),
    "unknown": N_("cannot be told"),
}
WHY: Mapping[str, str] = {
    "partial": N_(
        "The registry names only a part of what there is: a smaller count proves nothing,"
        " and no figure was published for that year."
    ),
    "between": N_(
        "Figures of the year stay below, the first one after it reaches the target: nobody tells whether"
        " it was reached before the end of the year."
    ),
    "new_or_renewed": N_(
        "Hardly any certificate says whether it is the first one of its product or follows a re-evaluation,"
        " and a published round counts both."
    ),
    "facts": N_("Of most of them no source says whether it is so; silence is not a no."),
    "new_facts": N_(
        "Hardly any certificate says whether its product was new in that year, and of most of them no source"
        " says whether it is so; silence is not a no."
    ),
    "not_followed": N_("The registry does not follow it."),
    "size": N_("Neither the registry nor a published figure tells small enterprises from others."),
    "points": N_("The registry names only some of the published sales points, most without a year."),
    "craft_products": N_("No source tells which products are of which craft village."),
    "running": N_("The year is not over."),
    "no_districts": N_("Since 1 July 2025 there are no districts."),
    "no_share": N_(
        "No source of that year tells both numbers that make the share; of none at all there is no share."
    ),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "basis": BASES,
    "doubt": DOUBTS,
    "left_out": LEFT_OUT,
    "not_counted": NOT_COUNTED,
    "verdict": VERDICTS,
    "why": WHY,
}


def told(words: Wording, vocabulary: str, code: str) -> str:
    """Return what a code of one of ``WORDS`` is called."""
    return words.translate(WORDS[vocabulary][code])


def doubts_text(words: Wording, doubts: Iterable[Doubt]) -> str:
    """Return why something only may count, in the order of the vocabulary."""
    given = set(doubts)
    return "; ".join(told(words, "doubt", doubt.value) for doubt in Doubt if doubt in given)


def metric_text(words: Wording, metric: str) -> str:
    """Return what a metric is called; one that nobody named is shown as it is."""
    return words.translate(METRICS[metric]) if metric in METRICS else metric


def key_text(words: Wording, metric: str, key: str | None, districts: Mapping[str, str]) -> str:
    """Return what a figure is about within its metric: 4 stars, a group, a district, a kind, a round."""
    if key is None:
        return ""
    match metric:
        case "products_by_star" if key.isdecimal():
            return words.plural("%(num)s star", "%(num)s stars", int(key)) % {"num": key}
        case "products_by_district":
            return districts.get(key, key)
        case "products_by_group":
            return words.label("product_group", key)
        case "producers_by_kind":
            return words.label("producer_kind", key)
    return key


def figure_text(words: Wording, figure: Published, districts: Mapping[str, str]) -> str:
    """Return what a figure counts: the metric and, behind a colon, what of it."""
    key = key_text(words, figure.metric, figure.key, districts)
    return f"{metric_text(words, figure.metric)}: {key}" if key else metric_text(words, figure.metric)


def scope_text(words: Wording, province_code: str) -> str:
    """Return which province a figure is about."""
    return words.translate(SCOPES["before" if province_code == "10" else "merged"])


def basis_text(words: Wording, basis: Basis) -> str:
    """Return what is counted."""
    return told(words, "basis", basis.value)


def answered_text(words: Wording, answers: Answered) -> str:
    """Return of how many something is said, denied, and not known."""
    return words.text(
        N_("yes: %(yes)s, no: %(no)s, not known: %(unknown)s of %(of)s"),
        **{name: words.number(getattr(answers, name)) for name in ("yes", "no", "unknown", "of")},
    )


def share_text(words: Wording, share: Share) -> str:
    """Return a published share with its date."""
    return words.text(
        N_("%(part)s of %(whole)s (%(day)s)"),
        part=words.number(share.part),
        whole=words.number(share.whole),
        day=period_text(share.published.period),
    )


def range_text(words: Wording, low: int, high: int) -> str:
    """Return a range; one number where both ends are the same."""
    if low == high:
        return words.number(low)
    return f"{words.number(low)} – {words.number(high)}"


def signed_text(words: Wording, value: int) -> str:
    """Return a difference with its sign."""
    text = words.number(abs(value))
    return f"−{text}" if value < 0 else f"+{text}" if value else text


def difference_text(words: Wording, difference: tuple[int, int]) -> str:
    """Return the ends of a difference with their signs."""
    low, high = difference
    if low == high:
        return signed_text(words, low)
    return words.text(N_("%(low)s to %(high)s"), low=signed_text(words, low), high=signed_text(words, high))
