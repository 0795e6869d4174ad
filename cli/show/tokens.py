"""How tokens look: the secret once, and afterwards only whose they are."""

from collections.abc import Sequence
from pathlib import Path

from vsearch.cli.show.terminal import say, table
from vsearch.tokens import Token


def added(name: str, role: str, secret: str, path: Path) -> None:
    """The secret, and how it is used."""
    say(secret)
    say(f"This is the token of {name} ({role}); it is shown this once. Serve with --tokens {path}")


def listed(found: Sequence[Token]) -> None:
    """A line a token."""
    if not found:
        say("No token counts. Make one with `vsearch token add NAME`.")
        return
    table(["name", "role", "made"], [[one.name, one.role, one.made[:16].replace("T", " ")] for one in found])
