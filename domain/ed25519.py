"""Ed25519 (RFC 8032) as this archive accepts it: which keys may be used, which signatures hold.

Verifiers of Ed25519 disagree about a few hundred constructed signatures, and every disagreement has
a point of small order, or a point in a non-canonical encoding, as public key or as R. A dishonest
signer could prepare such a key and have his acts valid in one court's software and invalid in
another's. So such a key is never enrolled and such a signature never accepted, and on what remains
libsodium, OpenSSL and Go agree.
"""

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from domain.errors import Refusal

PUBLIC_KEY_SIZE = 32
SIGNATURE_SIZE = 64

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SIGN_BIT = 1 << 255


class UnusableKey(Refusal):
    """A public key that verifiers could disagree about, or that no signature can match."""


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds. False, never an error, for keys or signatures of wrong length.

    libsodium refuses what RFC 8032 §5.1.7 says and moreover non-canonical or small-order public
    keys and R of small order, which is the rule every signature here is judged by.
    """
    # The binding hands the key's address to C unchecked: a short key would be read past its end.
    if len(public_key) != PUBLIC_KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        crypto_sign_open(signature + message, public_key)
    except BadSignatureError:
        return False
    return True


def require_usable_key(public_key: bytes) -> None:
    """Raises `UnusableKey` for a key that must not be enrolled or trusted.

    Refused are a wrong length, a non-canonical encoding (RFC 8032 §5.1.3: y not below p, or x = 0
    with the sign bit set), an encoding of no point, and the eight points of small order.
    """
    if len(public_key) != PUBLIC_KEY_SIZE:
        raise UnusableKey(
            f"Ed25519 公钥应为 {PUBLIC_KEY_SIZE} 字节，实为 {len(public_key)} 字节",
            rule="RFC 8032 5.1.5",
            field="public_key",
        )
    encoded = int.from_bytes(public_key, "little")
    y, x_is_odd = encoded & ~_SIGN_BIT, bool(encoded & _SIGN_BIT)
    # x^2 = numerator / denominator, from the curve's equation -x^2 + y^2 = 1 + d x^2 y^2.
    numerator, denominator = (y * y - 1) % _P, (_D * y * y + 1) % _P
    if y >= _P or (numerator == 0 and x_is_odd):
        raise UnusableKey("公钥的编码不规范", rule="RFC 8032 5.1.3", field="public_key")
    # A quotient is a square exactly when the product is (Euler's criterion); 0 is one too.
    if pow(numerator * denominator, (_P - 1) // 2, _P) == _P - 1:
        raise UnusableKey("公钥不是曲线上的点", rule="RFC 8032 5.1.3", field="public_key")
    # The neutral point has y = 1, the one of order 2 has y = -1, those of order 4 have y = 0. A
    # point of order 8 doubles to y = 0, so that x^2 = -y^2: in the equation d y^4 + 2 y^2 - 1 = 0.
    if y in (0, 1, _P - 1) or (_D * y**4 + 2 * y * y - 1) % _P == 0:
        raise UnusableKey(
            "公钥是小阶点，任何人都能伪造它的签名", rule="design: keys", field="public_key"
        )
