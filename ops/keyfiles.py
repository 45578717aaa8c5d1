"""Keys that lie in HOME/keys and are opened without a person: the log's own, the system actors'.

Each is one file `keys/<name>.key`: the Ed25519 seed, 64 hex digits, 0600. Whoever may read the file
signs with the key, so one that others can read is refused rather than used.
"""

import os
from pathlib import Path

from domain.canonical import unhex
from domain.errors import Conflict, KeyNotValid, Malformed
from ops.blobs import sync_folder
from ops.clock import random_bytes
from ops.keystore import SeedSigner

_LOG = "log"
_LOG_KEY = "日志签名密钥"


def open_log_key(folder: Path) -> SeedSigner:
    """The log's own key. Raises `KeyNotValid` when it is missing, damaged or readable by others."""
    signer = open_key_file(folder, _LOG)
    if signer is None:
        raise KeyNotValid(f"缺少{_LOG_KEY} keys/{_LOG}.key", rule="design §4")
    return signer


def make_log_key(folder: Path) -> SeedSigner:
    """Make the log's key, durable and 0600. Raises `Conflict` rather than replace one."""
    return make_key_file(folder, _LOG, _LOG_KEY)


def open_key_file(folder: Path, name: str) -> SeedSigner | None:
    """The key of this name, None when there is no file.

    Raises `KeyNotValid` when the file is damaged, or readable by other users of the machine.
    """
    path = folder / f"{name}.key"
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise KeyNotValid(f"keys/{name}.key 无法读取", rule="design §4") from None
    if mode & 0o077:
        raise KeyNotValid(f"keys/{name}.key 不能让其他用户读取：chmod 600", rule="design §4")
    try:
        return SeedSigner(unhex(text.decode("ascii").strip(), 32))
    except (Malformed, UnicodeDecodeError):
        raise KeyNotValid(f"keys/{name}.key 已损坏：应为 64 位十六进制", rule="design §4") from None


def make_key_file(folder: Path, name: str, chinese: str) -> SeedSigner:
    """Make a key, durable and 0600. Raises `Conflict` rather than replace one.

    What survives a crash: the key is written and synced under another name and then linked to its
    own, so there is either a whole key or none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    seed = random_bytes(32)
    draft = folder / f".{name}.key.{os.getpid()}"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        (folder / f"{name}.key").hardlink_to(draft)
    except FileExistsError:
        raise Conflict(f"已经有一把{chinese} keys/{name}.key") from None
    finally:
        draft.unlink()
    sync_folder(folder)
    return SeedSigner(seed)
