"""
What every store and every application would compile or read for itself, made once in a process of the tests.

A program that runs has one store and one application. The tests make some thousand of both, and half of
their time went into SQL, addresses, templates and texts that are the same each time. Nothing here changes
what is made; programs that a test starts know nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import CodeType
from typing import Any

import sqlalchemy as sa
from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 4_000


def share_sql() -> None:
    """Let all engines find each other's statements: they differ in their address alone."""
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # A dialect is part of the key of a compiled statement, and every engine has its own.
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def lend(connection: sa.Connection) -> None:
        connection.execution_options(compiled_cache=compiled)


def share_addresses() -> None:
    """Let the rules of all applications that read alike share the functions that write their addresses."""
    written: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def remembered(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in written:
            written[key] = compile_builder(self, append_unknown)
        return written[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]


class TemplatesInMemory(BytecodeCache):
    """The compiled templates of this process, by their text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text under the same name."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def share_templates() -> None:
    """Let the templates of all applications be compiled once: they have the same options."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": TemplatesInMemory()}


def share_translations() -> None:
    """Let all applications read a file of translations once; what they merge it into is their own."""
    load = Translations.load

    @cache
    def read(dirname: str, locales: tuple[str, ...], domain: str) -> NullTranslations:
        return load(dirname, locales, domain)

    def remembered(dirname: str, locales: Iterable[object], domain: str) -> NullTranslations:
        return read(dirname, tuple(map(str, locales)), domain)

    Translations.load = staticmethod(remembered)


def share_all() -> None:
    """Share everything; once in a process."""
    share_sql()
    share_addresses()
    share_templates()
    share_translations()
