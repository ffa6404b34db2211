"""What several answers share is made once a revision, by one thread, and a failure is not kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pandas as pd
import pytest

from geodata.joins import products_in
from geodata.memory import RevisionMemory
from geodata.store import Store
from geodata.tables import products
from geodata.view import ProductFilter, View
from tests.factories import fill_world


def counting(values):
    """Return a function that gives the next of ``values`` at each call."""
    left = iter(values)
    return lambda: next(left)


def test_a_value_is_made_once_for_a_revision():
    memory = RevisionMemory(4)
    make = counting("abc")

    assert [memory.get(1, "k", make), memory.get(1, "k", make)] == ["a", "a"]
    assert memory.get(2, "k", make) == "b"
    assert memory.get(1, "k", make) == "c"  # a backup was put back: its revision is smaller


def test_the_value_asked_for_longest_ago_goes_first():
    memory = RevisionMemory(2)
    for key in "abac":
        memory.get(1, key, lambda: "old")

    assert len(memory) == 2
    assert memory.get(1, "a", lambda: "new") == "old"
    assert memory.get(1, "b", lambda: "new") == "new"


def test_a_failure_is_told_and_tried_again():
    memory = RevisionMemory(2)

    def fail():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        memory.get(1, "k", fail)
    assert memory.get(1, "k", lambda: "made") == "made"


def test_threads_that_ask_at_once_share_one_making():
    memory = RevisionMemory(2)
    together, made = Barrier(4, timeout=10), []
    begun, go_on = Event(), Event()

    def make():
        made.append("one")
        begun.set()
        assert go_on.wait(10)
        return object()

    def ask():
        together.wait()
        return memory.get(1, "k", make)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        assert begun.wait(10)
        go_on.set()
        values = {id(one.result(10)) for one in asked}

    assert made == ["one"]
    assert len(values) == 1


def test_products_are_new_after_a_write(store: Store):
    fill_world(store)
    before = products_in(store, View())

    with store.write() as connection:
        connection.execute(products.delete().where(products.c.product_id == "p8"))
    after = products_in(store, View())

    assert set(before["product_id"]) - set(after["product_id"]) == {"p8"}


def test_changing_an_answer_does_not_change_the_next(store: Store):
    fill_world(store)
    mine = products_in(store, View(), ProductFilter())
    mine["name"] = "changed"
    mine.loc[:, "stars"] = pd.NA

    assert "changed" not in set(products_in(store, View())["name"])
    assert products_in(store, View())["stars"].notna().any()
