"""What is said of a visit where a file has one text for it."""

from __future__ import annotations

from geodata.errors import N_
from layers.tour_files.sheet import Visit
from layers.tour_files.words import Words


def visit_times(visit: Visit, words: Words) -> str:
    """Return from when until when a visit lasts."""
    return f"{words.clock(visit.begin)}–{words.clock(visit.leave)}"


def visit_lines(visit: Visit, words: Words) -> tuple[str, ...]:
    """Return times, kinds, place, products, fee and what is assumed, a line for each."""
    return (
        visit_times(visit, words),
        *(line for line in (visit.kinds, visit.where) if line),
        *thing_lines(visit, words),
        *visit.notes,
    )


def thing_lines(visit: Visit, words: Words) -> tuple[str, ...]:
    """Return the products, the crafts and the fee of a stop."""
    lines = []
    if visit.products:
        products = "; ".join(product.text for product in visit.products)
        lines.append(words.text(N_("Products: %(products)s"), products=products))
    if visit.crafts:
        lines.append(words.text(N_("Crafts: %(crafts)s"), crafts="; ".join(visit.crafts)))
    if visit.fee_vnd is not None:
        lines.append(words.text(N_("Entry fee: %(fee)s đồng"), fee=fee_text(visit.fee_vnd, words)))
    if visit.wait_min >= 1:
        lines.append(words.text(N_("Wait before it: %(time)s"), time=words.duration(visit.wait_min)))
    return tuple(lines)


def fee_text(fee: tuple[int, int], words: Words) -> str:
    """Return an entry fee in đồng, as a range where its source gives one."""
    return "–".join(words.number(amount) for amount in dict.fromkeys(fee))
