"""One-time links, sessions and API tokens: 256 random bits, of which the store knows the SHA-256 alone."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token(prefix: str = "") -> str:
    """Return a new secret that fits into an address."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def new_id() -> str:
    """Return a new identifier; it is no secret."""
    return secrets.token_hex(8)


def token_hash(token: str) -> str:
    """
    Return what the store keeps of a token.

    A token has 256 bits of chance, so that nothing slower than SHA-256 is needed.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
