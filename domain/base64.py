"""Standard padded base64 (RFC 4648 §4) in the one way to write it, so that no text has a twin."""

from base64 import b64decode, b64encode


def base64_text(data: bytes) -> str:
    """`data` as text."""
    return b64encode(data).decode()


def unbase64(text: str) -> bytes | None:
    """The inverse of `base64_text`; None for any text that it does not write."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return None
    # Python also reads bits that are set beyond the last byte.
    return data if base64_text(data) == text else None
