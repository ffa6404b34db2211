"""
Make an administrator from the command line: ``python scripts/create_admin.py --login an --name "Nguyễn An"``.

The password is asked for, or read as one line where stdin is no terminal. With
``--link`` a one-time link is printed instead: for a new administrator, or with
``--login`` of somebody who has an account and has lost the password.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from geodata.errors import InvalidInput, OcopError  # noqa: E402
from geodata.office import command_texts as texts  # noqa: E402
from scripts._databases import add_database, database_url  # noqa: E402
from scripts._language import Translate, add_language, error_text, translator  # noqa: E402

if TYPE_CHECKING:
    from geodata.store import Store


def parser() -> argparse.ArgumentParser:
    """Return the options of the command."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--login", default="", help="login name: 3 to 60 letters, digits or . _ - @ +")
    options.add_argument("--name", default="", help="name of the person")
    options.add_argument("--link", action="store_true", help="print a one-time link, ask for no password")
    options.add_argument("--site", default="http://127.0.0.1:8000", help="address of the site, for the link")
    add_database(options)
    add_language(options)
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Make an administrator or a link; 0: done, 1: refused, with the reason."""
    args = parser().parse_args(argv)
    translate = translator(args.lang)
    from geodata.store import Store

    try:
        with Store.open(database_url(args.database)) as store:
            run(store, args, translate)
    except OcopError as error:
        print(translate(texts.NO_ADMIN_MADE) % {"reason": error_text(error, translate)}, file=sys.stderr)
        return 1
    return 0


def run(store: Store, args: argparse.Namespace, translate: Translate) -> None:
    """Do what the options ask for."""
    if args.link:
        print_link(store, args, translate)
        return
    if not args.name or not args.login:
        raise InvalidInput(texts.NAME_NEEDED)
    from geodata.office.audit import COMMAND_LINE
    from geodata.office.users import create_user
    from geodata.office.vocabulary import RoleName

    user = create_user(
        store,
        COMMAND_LINE,
        login=args.login,
        name=args.name,
        role=RoleName.ADMINISTRATOR,
        password=asked_password(translate),
    )
    print(translate(texts.ADMIN_MADE) % {"name": user.name, "login": user.login})


def print_link(store: Store, args: argparse.Namespace, translate: Translate) -> None:
    """Print a one-time link: for a new password of ``--login``, else for a new administrator."""
    from geodata.office import invitations
    from geodata.office.audit import COMMAND_LINE
    from geodata.office.clock import utc_now
    from geodata.office.users import clean_login, list_users
    from geodata.office.vocabulary import RoleName
    from geodata.view import OFFICE_TIME

    now = utc_now()
    if args.login:
        login = clean_login(args.login)
        user = next((user for user in list_users(store) if user.login == login), None)
        if user is None:
            raise InvalidInput(texts.NO_SUCH_LOGIN, login=login)
        token = invitations.invite_reset(store, COMMAND_LINE, user.user_id, now)
    elif args.name:
        token = invitations.invite(
            store, COMMAND_LINE, name=args.name, role=RoleName.ADMINISTRATOR, units=(), at=now
        )
    else:
        raise InvalidInput(texts.NAME_NEEDED)
    ends = (now + invitations.LASTS).astimezone(OFFICE_TIME)
    print(translate(texts.ADMIN_LINK) % {"time": f"{ends:%d/%m/%Y %H:%M}"})
    print(f"{args.site.rstrip('/')}/invitations/{token}")


def asked_password(translate: Translate) -> str:
    """Return the password: asked for twice at a terminal, else the first line of stdin."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(translate(texts.ASK_PASSWORD))
    if getpass.getpass(translate(texts.ASK_AGAIN)) != password:
        raise InvalidInput(texts.PASSWORDS_DIFFER)
    return password


if __name__ == "__main__":
    raise SystemExit(main())
