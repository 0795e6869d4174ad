"""What viewers are not told: where on the server's disks something lies."""

import re
from collections.abc import Iterable

from vsearch.web.safety.roles import Person, Role

_FOLDERS = re.compile(r"(?<![\w.:/])(?:[A-Za-z]:)?/(?:[^/\n]+/)+")
"""The folders of a path that begins at the root, up to the name at its end."""


def discreet(text: str, person: Person | None) -> str:
    """A sentence as somebody may read it: viewers are told names of files, but not where they lie."""
    return text if person is not None and person.role >= Role.editor else _FOLDERS.sub("", text)


def notes(said: Iterable[str], person: Person) -> list[str]:
    """Sentences, each once, as somebody may read them."""
    return [discreet(one, person) for one in dict.fromkeys(said) if one]
