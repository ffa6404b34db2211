"""Who asks for something that not everybody may see, and how a job knows it later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from itsdangerous import BadData, URLSafeSerializer

from app.accounts.current import current_account
from app.accounts.rights import PLANNER

if TYPE_CHECKING:
    from app.settings import Settings
    from layers.saved import Viewer

SALT = "ocop.reports"


class Sealed(Protocol):
    """The inputs of a job: an order as text, and who asked, signed."""

    @property
    def order(self) -> str:
        """Return the order as it was sent."""

    @property
    def seal(self) -> str:
        """Return what ``sealed`` gave; empty where nobody signed it."""


def current_viewer() -> Viewer:
    """Return who asks."""
    # SQLAlchemy: not while the program starts.
    from layers.saved import Viewer

    account = current_account()
    if account is None:
        return Viewer()
    return Viewer(account.user.actor, account.level >= PLANNER)


def sealed(settings: Settings, order: str, viewer: Viewer) -> str:
    """Return who asks for an order, signed, so that the job may show them what they may see."""
    user = viewer.user
    told = {
        "order": order,
        "user": None if user is None else [user.user_id, user.name],
        "planner": viewer.is_planner,
    }
    return str(_serializer(settings).dumps(told))


def opened(settings: Settings, inputs: Sealed) -> Viewer:
    """Return who asked; a reader where the seal is missing, forged or of another order."""
    from geodata.office.audit import Actor
    from layers.saved import Viewer

    try:
        told = _serializer(settings).loads(inputs.seal)
    except BadData:
        return Viewer()
    if told["order"] != inputs.order:
        return Viewer()
    return Viewer(Actor(*told["user"]) if told["user"] else None, bool(told["planner"]))


def _serializer(settings: Settings) -> URLSafeSerializer:
    """Return what signs and reads seals."""
    return URLSafeSerializer(settings.secret_key or "testing", salt=SALT)
