"""Claims: locks on bytes of one file by which version 0.1 kept its runs apart; it knows no leases."""

import errno
import os
from pathlib import Path

CLAIMS = "claims"
"""The name of the file; libraries that were begun later have none."""


def claimed(folder: Path) -> bool:
    """Whether a process of version 0.1 works on videos of a library now."""
    try:
        import fcntl

        file = os.open(folder / CLAIMS, os.O_RDWR)
    except (ImportError, OSError):
        return False
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EAGAIN)
    finally:
        os.close(file)
    return False
