"""Opaque tokens: sessions and API keys. What is stored is their SHA-256, never the token.

A token has 256 random bits, so its plain hash cannot be searched for. An API key ends in the CRC-32 of
what comes before: a scanner recognises a leaked one, and a mistyped one is refused without a look-up.
"""

import base64
import hashlib
import hmac
import secrets
import zlib

_SESSION = "qsession_"
_API_KEY = "qs_"
_RANDOM_BYTES = 32
_CRC_CHARS = 6


def new_session_token() -> str:
    return _SESSION + secrets.token_urlsafe(_RANDOM_BYTES)


def new_api_key() -> str:
    body = _API_KEY + secrets.token_urlsafe(_RANDOM_BYTES)
    return body + _crc(body)


def is_session_token(text: str) -> bool:
    return text.isascii() and text.startswith(_SESSION)


def is_api_key(text: str) -> bool:
    """Whether `text` has the form of a key: prefix and check sum. Says nothing about whose it is."""
    body, tail = text[:-_CRC_CHARS], text[-_CRC_CHARS:]
    return text.isascii() and body.startswith(_API_KEY) and hmac.compare_digest(_crc(body), tail)


def token_hash(token: str) -> str:
    """What the store keeps and looks up, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def _crc(body: str) -> str:
    check = zlib.crc32(body.encode()).to_bytes(4, "big")
    return base64.urlsafe_b64encode(check).decode().rstrip("=")
