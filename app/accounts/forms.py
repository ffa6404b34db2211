"""The forms: names, kinds and lengths of what may be sent. What it means is checked in geodata.office."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length

from app.accounts.texts import ROLES
from geodata.office.vocabulary import RoleName

REQUIRED = InputRequired(lazy_gettext("Fill this in."))
# Far above what is allowed, so that the message about the right length comes from one place.
BOUNDED = Length(max=1_000, message=lazy_gettext("This is too long."))
SAME = lazy_gettext("The two passwords differ: type the same one twice.")
DAYS = (30, 90, 180, 366)


def _roles() -> list[SelectChoice]:
    """Return the choices of a role."""
    return [SelectChoice(role.value, gettext(ROLES[role])) for role in RoleName]


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(lazy_gettext("Login name"), [REQUIRED, BOUNDED])
    password = PasswordField(lazy_gettext("Password"), [REQUIRED, BOUNDED])
    next = HiddenField(validators=[BOUNDED])


class NewPasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(lazy_gettext("New password"), [REQUIRED, BOUNDED])
    repeated = PasswordField(
        lazy_gettext("New password once more"), [REQUIRED, EqualTo("password", message=SAME)]
    )


class NewAccountForm(NewPasswordForm):
    """A login and a new password, twice."""

    login = StringField(lazy_gettext("Login name"), [REQUIRED, BOUNDED])


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one twice."""

    present = PasswordField(lazy_gettext("Present password"), [REQUIRED, BOUNDED])


class TokenForm(FlaskForm):
    """An API token."""

    name = StringField(lazy_gettext("What it is for"), [REQUIRED, BOUNDED])
    days = SelectField(
        lazy_gettext("Lasts (days)"), coerce=int, choices=[SelectChoice(days, str(days)) for days in DAYS]
    )
    present = PasswordField(lazy_gettext("Present password"), [REQUIRED, BOUNDED])


class InviteForm(FlaskForm):
    """Name, role and units of a new person."""

    name = StringField(lazy_gettext("Name"), [REQUIRED, BOUNDED])
    role = SelectField(lazy_gettext("Role"), choices=_roles)
    # Checked against the store by the view.
    units = SelectMultipleField(lazy_gettext("Units"), choices=[], validate_choice=False)


class PersonForm(InviteForm):
    """The same of a known person, as the page showed them."""

    version = IntegerField(validators=[REQUIRED])


class VersionForm(FlaskForm):
    """The version that the page showed."""

    version = IntegerField(validators=[REQUIRED])
