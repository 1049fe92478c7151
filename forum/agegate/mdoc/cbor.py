"""Reading CBOR (RFC 8949) that a stranger sent: small, shallow, definite, each key once, and plain."""

from io import BytesIO
from typing import Any

import cbor2

from forum.agegate.mdoc.outcome import Step, Unproved, refuse

MOST_BYTES = 64 * 1024
DEEPEST = 16  # an honest answer has nine levels
ENCODED = 24  # the tag of bytes that hold CBOR themselves


def read(raw: bytes) -> Any:
    """What bytes say; raises Unproved where they are not one item of plain CBOR within the limits."""
    if len(raw) > MOST_BYTES:
        refuse(Step.PARSING, "too large")
    stream = BytesIO(raw)
    try:
        value = cbor2.load(
            stream,
            tag_hook=_keep_encoded,
            semantic_decoders=_REFUSED,
            max_depth=DEEPEST,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
    except (cbor2.CBORError, ValueError, OverflowError, TypeError, RecursionError) as fault:
        raise Unproved(Step.PARSING, "not readable") from fault
    if stream.read(1):
        refuse(Step.PARSING, "more than one item")
    return value


def write(value: Any) -> bytes:
    """The bytes of a value, as others make them too."""
    return bytes(cbor2.dumps(value))


def write_encoded(raw: bytes) -> bytes:
    """Bytes that hold CBOR, as an item of their own: what digests and signatures cover."""
    return write(cbor2.CBORTag(ENCODED, raw))


def encoded(value: Any, step: Step, reason: str) -> bytes:
    """The bytes within an item that holds CBOR; raises Unproved where it is none."""
    if not isinstance(value, cbor2.CBORTag) or value.tag != ENCODED or not isinstance(value.value, bytes):
        refuse(step, reason)
    return value.value


def _keep_encoded(tag: cbor2.CBORTag, _immutable: bool) -> Any:
    if tag.tag == ENCODED:
        return tag
    raise cbor2.CBORDecodeError("unknown tag")


def _refuse(_decoder: Any) -> Any:
    """No attestation has these, and some make what is costly: references, patterns, fractions, numbers."""
    raise cbor2.CBORDecodeError("unknown tag")


# All that the library would make something of, but for moments (0) and days (1004).
_BUILT_IN = (1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 43000, 55799)
_REFUSED = dict.fromkeys(_BUILT_IN, _refuse)
