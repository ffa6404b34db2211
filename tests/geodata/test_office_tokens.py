"""API tokens: a person's own, until a day or until they are withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geodata.errors import InvalidInput, NotFound
from geodata.office import tokens
from geodata.office.audit import LogFilter, read_log
from geodata.office.tokens import MOST_TOKENS, PREFIX
from tests.office_factories import NOON, make_user


def test_a_token_stands_for_its_owner_until_its_last_moment(store):
    user = make_user(store)
    token = tokens.create_token(store, user, "báo cáo tuần", 30, NOON)
    assert token.startswith(PREFIX)
    assert tokens.find_token(store, token, NOON + timedelta(days=30, seconds=-1)) == user
    assert tokens.find_token(store, token, NOON + timedelta(days=30)) is None


@pytest.mark.parametrize("given", ["", "ocop_x", "' OR 1=1"])
def test_anything_else_stands_for_nobody(store, given):
    tokens.create_token(store, make_user(store), "x", 30, NOON)
    assert tokens.find_token(store, given, NOON) is None


def test_a_withdrawn_token_is_of_no_use(store):
    user = make_user(store)
    token = tokens.create_token(store, user, "x", 30, NOON)
    (listed,) = tokens.list_tokens(store, user.user_id, NOON)
    tokens.revoke_token(store, user, listed.token_id, NOON)
    assert tokens.find_token(store, token, NOON) is None
    assert tokens.list_tokens(store, user.user_id, NOON) == []
    with pytest.raises(NotFound):
        tokens.revoke_token(store, user, listed.token_id, NOON)


def test_nobody_withdraws_the_token_of_another(store):
    user, other = make_user(store), make_user(store, "binh")
    tokens.create_token(store, user, "x", 30, NOON)
    (listed,) = tokens.list_tokens(store, user.user_id, NOON)
    with pytest.raises(NotFound):
        tokens.revoke_token(store, other, listed.token_id, NOON)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_without_an_end_in_sight_is_refused(store, days):
    with pytest.raises(InvalidInput, match="1 to 366"):
        tokens.create_token(store, make_user(store), "x", days, NOON)


def test_a_person_has_so_many_tokens_at_most(store):
    user = make_user(store)
    for number in range(MOST_TOKENS):
        tokens.create_token(store, user, f"x{number}", 1, NOON)
    with pytest.raises(InvalidInput, match="already"):
        tokens.create_token(store, user, "one more", 1, NOON)
    assert tokens.create_token(store, user, "tomorrow", 1, NOON + timedelta(days=1))


def test_neither_the_list_nor_the_log_shows_a_token(store):
    user = make_user(store)
    token = tokens.create_token(store, user, "x", 30, NOON)
    assert token not in repr(tokens.list_tokens(store, user.user_id, NOON))
    assert token not in repr(read_log(store, LogFilter(), 10))
