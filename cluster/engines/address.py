"""Where a Milvus is: a server by host, port and database, or the embedded form by its file."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from vsearch.errors import UsageWrong

TOKEN = "VSEARCH_MILVUS_TOKEN"
"""The environment variable that holds NAME:PASSWORD; an address never does."""

_SERVER = re.compile(r"(?:(https?):)?//([\w.-]+|\[[\da-fA-F:]+\])(?::(\d{1,5}))?(?:/(\w*))?/?")


@dataclass(frozen=True, slots=True)
class Address:
    """What is connected to, and how people write it."""

    text: str
    uri: str
    host: str = ""
    port: int = 0
    database: str = ""

    @property
    def embedded(self) -> bool:
        """Whether it is a file that this process opens, not a server."""
        return not self.host


def address(told: str) -> Address:
    """What follows `milvus:`: //HOST:PORT, //HOST:PORT/DATABASE, https://HOST:PORT, or a path that ends in .db."""
    text = f"milvus:{told}"
    if found := _SERVER.fullmatch(told):
        scheme, host, port, database = found.groups()
        number = int(port or 19530)
        if 0 < number < 65_536:
            return Address(text, f"{scheme or 'http'}://{host}:{number}", host.strip("[]"), number, database or "")
    elif told.endswith(".db") and "//" not in told:
        return Address(text, str(Path(told).expanduser().absolute()))
    raise UsageWrong(
        f"{text!r} is no address of a Milvus. Write milvus://HOST:PORT, milvus://HOST:PORT/DATABASE, "
        "milvus:https://HOST:PORT, or milvus:FILE.db for the embedded form."
    )


def token() -> str:
    """The name and password of whoever asks; "" where the server asks nobody."""
    return os.environ.get(TOKEN, "")
