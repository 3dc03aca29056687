"""Who speaks: a shared secret, and a moment that was just now.

`X-OsteoPRO-Signature: sha256=HEX`, the HMAC-SHA256 of `TIMESTAMP.BODY` under the secret;
`X-OsteoPRO-Timestamp` is the sender's clock in whole seconds since 1970.
"""

import hmac
from datetime import datetime
from hashlib import sha256

# A copy of a request is of no use after this long, and changes nothing before.
VALID_SECONDS = 300


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that goes with a body sent at `timestamp`."""
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256)
    return f"sha256={mac.hexdigest()}"


def is_right(secret: str, timestamp: str, body: bytes, given: str, now: datetime) -> bool:
    """Whether this body was signed with the secret, not long before or after `now`."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(now.timestamp() - int(timestamp)) > VALID_SECONDS:
        return False
    expected = sign(secret, timestamp, body)
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))
