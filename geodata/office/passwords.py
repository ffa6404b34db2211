"""
Passwords: what is taken, and what is kept of it.

Argon2id by argon2-cffi. A password has 12 to 128 signs of any kind (no rules
about capitals and digits: they make passwords worse), and zxcvbn must need a
billion guesses: it knows the 30,000 most used passwords, names, words,
keyboards, dates and repetitions, ships its lists under the MIT licence and is
told the Vietnamese words below and those of the account.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geodata.errors import N_, InvalidInput

SHORTEST, LONGEST = 12, 128
FEWEST_GUESSES = 10**9
# zxcvbn looks at no more; what comes after makes a password no weaker.
LOOKED_AT = 72
# Above the OWASP minimum (19 MiB, 2 passes) and a tenth of a second on an office laptop: eight people
# who sign in at once take 370 MB for that moment.
HASHER = PasswordHasher(time_cost=2, memory_cost=47104, parallelism=1, hash_len=32, salt_len=16)
# The hash of a password that nobody knows: checked where there is no such account, so that both take as long.
DUMMY_HASH = (
    "$argon2id$v=19$m=47104,t=2,p=1$sOIhp0gYjCDTF7b8Ws6+Jg$gRIq+C/eZgOWm88m0wIUvlEgHhXuUnB2lUrbYVNzP+A"
)
# What people here would think of first; zxcvbn's own lists are English.
# fmt: off
WORDS = (
    "ocop", "laocai", "lao", "cai", "sapa", "vietnam", "hanoi", "saigon", "yenbai", "bacha", "muongkhuong",
    "simacai", "batxat", "baothang", "vanban", "tinh", "huyen", "xa", "ubnd", "sonongnghiep", "nongnghiep",
    "sanpham", "moixamotsanpham", "bando", "quanly", "quantri", "admin", "administrator", "matkhau", "mat",
    "khau", "dangnhap", "xinchao", "anhyeuem", "emyeuanh", "toiyeuem", "tudo", "hanhphuc", "maytinh",
    "nguyen", "tran", "pham", "hoang", "phan", "huynh",
)
# fmt: on


def normalised(password: str) -> str:
    """Return a password in NFKC: typed on another keyboard it is still the same."""
    return unicodedata.normalize("NFKC", password)


def checked(password: str, personal: Iterable[str] = ()) -> str:
    """
    Return a new password, normalised, if it is hard enough to guess.

    Parameters
    ----------
    personal
        What belongs to the account: login, name.

    Raises
    ------
    InvalidInput
        It is too short, too long or easy to guess; the message says what to do and never repeats it.
    """
    text = normalised(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidInput(
            N_("A password has %(low)s to %(high)s signs; this one has %(length)s"),
            low=SHORTEST,
            high=LONGEST,
            length=len(text),
        )
    # Its lists take a moment to load: only where somebody chooses a password.
    from zxcvbn import zxcvbn

    own = (_plain(word) for item in personal for word in _parts(item))
    if zxcvbn(text[:LOOKED_AT], user_inputs=[*WORDS, *own])["guesses"] < FEWEST_GUESSES:
        raise InvalidInput(
            N_(
                "This password is easy to guess. Take a sentence or four words that do not belong together,"
                " without the name of the office, of the product or your own"
            )
        )
    return text


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password as PHC text."""
    return HASHER.hash(normalised(password))


def verify(known_hash: str | None, password: str) -> bool:
    """Return whether a password fits; without a hash to compare it takes as long and does not."""
    text = normalised(password)
    if len(text) > LONGEST:
        known_hash, text = None, text[:LONGEST]
    try:
        fits = HASHER.verify(known_hash or DUMMY_HASH, text)
    except (VerificationError, InvalidHashError):
        return False
    return fits and known_hash is not None


def is_outdated(known_hash: str) -> bool:
    """Return whether a hash was made with other parameters than those of today."""
    return HASHER.check_needs_rehash(known_hash)


def _parts(text: str) -> list[str]:
    """Return a login or a name, its words, and all of them in one."""
    words = re.findall(r"[^\W_]+", text)
    return [text, *words, "".join(words)]


def _plain(word: str) -> str:
    """Return a word as people type it into a password field: small letters without accents."""
    small = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(sign for sign in small if not unicodedata.combining(sign))
