"""The election secret: 32 random bytes that only this machine holds, kept in the election folder.

Evidence ids and salts are derived from it. Whoever holds it can tell whether a given picture is among the
originals; without it nobody can. It is never published, never logged, and its loss cannot be mended.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from tallyproof.errors import StoreError
from tallyproof.store.durable import sync_folder, write_all

SECRET_NAME = "secret"
SECRET_BYTES = 32


def create_secret(folder: Path) -> bytes:
    """Return a new election secret, kept in the folder's file `secret`, readable by its owner only."""
    place = folder / SECRET_NAME
    part = folder / f".{SECRET_NAME}.{os.getpid()}.part"
    secret = secrets.token_bytes(SECRET_BYTES)
    try:
        part.unlink(missing_ok=True)
        write_all(part, secret.hex().encode() + b"\n", mode=0o600)
        try:
            # A link, not a rename: it never replaces a secret that is already there.
            os.link(part, place)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(folder)
    except FileExistsError:
        raise StoreError(f"{place}: expected no election secret yet, got one; it is kept as it is") from None
    except OSError as error:
        raise StoreError(f"{place}: the election secret could not be written ({error.strerror})") from error
    return secret


def read_secret(folder: Path) -> bytes | None:
    """Return the election secret of the folder, or none if it has none yet.

    A secret that others can read, or that is not 64 hexadecimal digits, raises StoreError.
    """
    place = folder / SECRET_NAME
    try:
        with place.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(2 * SECRET_BYTES + 2).strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{place}: the election secret could not be read ({error.strerror})") from error
    if mode & 0o077:
        raise StoreError(f"{place}: expected mode 600, got {mode:o}; others can read the secret: run chmod 600 {place}")
    try:
        secret = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise StoreError(
            f"{place}: expected {2 * SECRET_BYTES} hexadecimal digits, got something else; "
            "put the secret back from a safe copy"
        )
    return secret
