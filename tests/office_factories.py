"""People for tests, without the tenth of a second that each real password costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from geodata.office import users
from geodata.office.audit import COMMAND_LINE
from geodata.office.users import UnitKey, User
from geodata.office.vocabulary import RoleName
from geodata.store import Store

PASSWORD = "ruộng bậc thang mùa nước đổ"
# Argon2id of PASSWORD with today's parameters; a test of passwords fails when they change.
PASSWORD_HASH = (
    "$argon2id$v=19$m=47104,t=2,p=1$kDES9ZOFEbhhXK5/aVsNsQ$d3YO1wZYlNB3fGJaZ0+eaTMhzXw0A3Ozko4IlEOg/us"
)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def make_user(
    store: Store,
    login: str = "lan",
    role: RoleName = RoleName.EDITOR,
    name: str = "Trần Thị Lan",
    units: Iterable[UnitKey] = (),
) -> User:
    """Add a person whose password is ``PASSWORD``."""
    with store.write(revises=False) as connection:
        return users.add_user(
            connection,
            COMMAND_LINE,
            login=login,
            name=name,
            role=role,
            units=units,
            password_hash=PASSWORD_HASH,
        )


def make_administrator(store: Store) -> User:
    """Add an administrator."""
    return make_user(store, "quan.tri", RoleName.ADMINISTRATOR, "Nguyễn Văn Bình")
