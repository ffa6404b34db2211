"""Passwords: which are taken, and what is kept of them."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type

from geodata.errors import InvalidInput
from geodata.office import passwords
from tests.office_factories import PASSWORD, PASSWORD_HASH


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "k7#Qz!m2@Lw9",
        "bốn từ không liên quan",
        "😀🐘🌶️🥁🪕🧵🎋🏔️🚜🌾🍵🍶",
    ],
)
def test_a_password_that_is_long_and_not_common_is_taken_whatever_its_signs(password):
    assert passwords.checked(password) == unicodedata.normalize("NFKC", password)


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "qwertyuiop12",
        "Matkhau123456",
        "laocai2025ocop",
        "OCOPLaoCai2026",
        "tranthilan1985",
        "quan.tri.ocop",
    ],
)
def test_a_common_password_or_one_made_of_the_account_and_the_product_is_refused(password):
    with pytest.raises(InvalidInput, match="easy to guess"):
        passwords.checked(password, ("quan.tri", "Trần Thị Lan"))


@pytest.mark.parametrize("length", [0, 11, 129, 100_000])
def test_a_length_outside_12_to_128_is_refused_with_the_length_and_without_the_password(length):
    password = ("xử lý nước thải " * 10_000)[:length]
    with pytest.raises(InvalidInput) as caught:
        passwords.checked(password)
    assert caught.value.values == {"low": 12, "high": 128, "length": length}


def test_a_password_typed_in_another_form_of_unicode_is_the_same():
    assert passwords.verify(PASSWORD_HASH, unicodedata.normalize("NFD", PASSWORD))
    assert passwords.verify(PASSWORD_HASH, PASSWORD)


@pytest.mark.parametrize("password", ["", PASSWORD.upper(), PASSWORD + " ", PASSWORD * 50])
def test_another_password_does_not_fit(password):
    assert not passwords.verify(PASSWORD_HASH, password)


def test_the_hash_is_argon2id_with_its_own_salt():
    first, second = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert first != second
    assert passwords.HASHER.type is Type.ID


def test_without_an_account_the_same_work_is_done_and_nothing_fits():
    assert not passwords.is_outdated(passwords.DUMMY_HASH)
    assert not passwords.is_outdated(PASSWORD_HASH)
    assert not passwords.verify(None, PASSWORD)
    assert not passwords.verify("not a hash", PASSWORD)


def test_a_hash_of_other_parameters_is_outdated():
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD))
