"""What ``scripts/create_admin.py`` says; here, where texts for the translators are collected."""

from __future__ import annotations

from geodata.errors import N_

ADMIN_MADE = N_("%(name)s is administrator now and signs in as %(login)s.")
ADMIN_LINK = N_("This link works once, until %(time)s. Give it to nobody else:")
ASK_PASSWORD = N_("Password (12 to 128 signs): ")
ASK_AGAIN = N_("The same once more: ")
PASSWORDS_DIFFER = N_("The two passwords differ: type the same one twice.")
NO_ADMIN_MADE = N_("No administrator was made: %(reason)s")
NAME_NEEDED = N_("Give --name, and --login unless a link is asked for")
NO_SUCH_LOGIN = N_("There is no account with the login name %(login)s")
