"""Addresses of a Ray, and whether it answers there: Ray itself would try for a minute and more."""

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vsearch.errors import ClusterUnavailable, PackageMissing, UsageWrong

PATIENCE = 10.0
"""Seconds that a cluster has to answer."""

AUTO, LOCAL = "auto", "local"
_FORM = re.compile(r"(ray://)?([^\s/:@]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")
_CLIENT, _HEAD = "/ray.rpc.RayletDriver/ClusterInfo", "/ray.rpc.NodeInfoGcsService/CheckAlive"
"""A question that only Ray's server for clients, and one that only its head, knows."""


@dataclass(frozen=True, slots=True)
class RayAddress:
    """Where a Ray is: host and port of its head or its server for clients; `local` for one to be started here."""

    text: str
    target: str = ""
    client: bool = False

    @classmethod
    def read(cls, text: str) -> "RayAddress":
        """What was written; `auto` is what the environment names, else what this machine runs, as it is with Ray."""
        if text == AUTO:
            return cls.read(named) if (named := os.environ.get("RAY_ADDRESS", "")) not in ("", AUTO) else cls._here()
        return cls(text) if text == LOCAL else cls._at(text)

    @classmethod
    def _at(cls, text: str) -> "RayAddress":
        if not (match := _FORM.fullmatch(text)) or int(match[3]) > 65535:
            raise UsageWrong(f"{text!r} is no address of a Ray.", "name-cluster")
        return cls(text, f"{match[2]}:{match[3]}", bool(match[1]))

    @classmethod
    def _here(cls) -> "RayAddress":
        """The Ray that was started last on this machine, if it still runs: Ray waits minutes for one that died."""
        temporary = os.environ.get("TMPDIR") if sys.platform == "linux" else None  # elsewhere Ray passes it over
        folder = os.environ.get("RAY_TMPDIR") or temporary or "/tmp"
        with suppress(OSError, UnicodeDecodeError, UsageWrong):
            started = cls._at(Path(folder, "ray", "ray_current_cluster").read_text("utf-8").strip())
            if started._ask() in ("OK", "UNAUTHENTICATED"):
                return started
        return cls(LOCAL)

    def knock(self) -> None:
        """ClusterUnavailable where no Ray answers, another part of it than is named, or one that wants other tokens."""
        if self.target:
            self._judge(self._ask())

    def _ask(self) -> str:
        """What is answered there to a question that only a Ray knows; the name of gRPC for it."""
        try:
            import grpc
        except ImportError as error:
            raise absent(error) from error
        with grpc.insecure_channel(self.target, options=(("grpc.enable_http_proxy", 0),)) as channel:
            ask: Callable[..., Any] = channel.unary_unary(_CLIENT if self.client else _HEAD)
            try:
                try:
                    ask(b"", timeout=PATIENCE)
                except grpc.RpcError as error:
                    if error.code().name != "UNAUTHENTICATED" or not (token := _token()):
                        raise
                    ask(b"", timeout=PATIENCE, metadata=(("authorization", f"Bearer {token}"),))
            except grpc.RpcError as error:
                return str(error.code().name)
        return "OK"

    def _judge(self, code: str) -> None:
        if code in ("UNAVAILABLE", "DEADLINE_EXCEEDED"):
            why = "nobody listens there" if code == "UNAVAILABLE" else f"it said nothing for {PATIENCE:.0f} seconds"
            raise ClusterUnavailable(f"No Ray answers at {self.text}: {why}.", "start-cluster")
        if code == "UNAUTHENTICATED":
            what = "takes no such token" if _token() else "asks for a token"
            raise ClusterUnavailable(f"The Ray at {self.text} {what}.", "cluster-token")
        if code == "UNIMPLEMENTED":
            other = f"its head ({self.target})" if self.client else f"its server for clients (ray://{self.target})"
            raise ClusterUnavailable(f"What answers at {self.text} is something else; perhaps {other}.", "name-cluster")


def _token() -> str:
    """The token that Ray will show, where it finds it; none unless the environment says that there is one."""
    if os.environ.get("RAY_AUTH_MODE", "") != "token":
        return ""
    if token := os.environ.get("RAY_AUTH_TOKEN", ""):
        return token
    with suppress(OSError, UnicodeDecodeError):
        file = Path(os.environ.get("RAY_AUTH_TOKEN_PATH", "") or Path.home() / ".ray" / "auth_token")
        return file.read_text("utf-8").strip()
    return ""


def absent(error: ImportError) -> PackageMissing:
    """What to say where Ray is not installed."""
    return PackageMissing(f"Work on a cluster needs the package {error.name}, which is not here.", "install-cluster")
