"""The history of decisions: each has a key that stays, and one that was undone counts for nobody who learns."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.library import decisions, files
from vsearch.library.decisions import Decision

_VERDICTS = ("label", "accept", "unlabel", "reject")
"""What an undo without a key takes back: the last of these about its tag, as earlier versions wrote it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as the log keeps it; `undone` while an undo that counts takes it back."""

    key: str
    decision: Decision
    undone: bool = False

    @property
    def counts(self) -> bool:
        """Whether it says something that still holds."""
        return not self.undone and not self.decision.undoes


def recorded(made: Sequence[Decision]) -> tuple[Recorded, ...]:
    """The log under keys, in order."""
    keys = list(_keys(made))
    targets = list(_targets(keys, made))
    undone: set[str] = set()
    for own, target in zip(reversed(keys), reversed(targets), strict=True):
        if target and own not in undone:  # what undid an undo stands behind it, and was seen before
            undone.add(target)
    return tuple(
        Recorded(own, _settled(item, target), own in undone)
        for own, item, target in zip(keys, made, targets, strict=True)
    )


def one(log: Iterable[Recorded], beginning: str) -> Recorded:
    """The decision of a key, or of a beginning that only one has."""
    found = [item for item in log if beginning and item.key.startswith(beginning)]
    exact = [item for item in found if item.key == beginning] or found
    if len(exact) != 1:
        several = f"{len(exact)} decisions go" if exact else "No decision goes"
        raise UsageWrong(f"{several} by {beginning!r}.", "see-keys")
    return exact[0]


def undoing(item: Recorded) -> Decision:
    """What takes a decision back, or brings back what an undo took."""
    if item.decision.kind == "promote":
        raise UsageWrong(f"{item.key} promoted a tower, which is no choice to learn from.", "rollback")
    if item.undone:
        raise UsageWrong(f"{item.key} was undone already.", "undo-undo")
    return Decision("undo", item.decision.video, tag=item.decision.tag, undoes=item.key)


def _settled(made: Decision, target: str) -> Decision:
    """An undo of an earlier version, with the key that it meant."""
    if not target or made.undoes:
        return made
    told = {item.name: getattr(made, item.name) for item in fields(made)}
    return Decision(**{**told, "undoes": target})


def _keys(made: Iterable[Decision]) -> Iterator[str]:
    """A digest of what each says; one that says the same as an earlier one is numbered."""
    seen: Counter[str] = Counter()
    for item in made:
        digest = key(item)
        seen[digest] += 1
        yield digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def key(made: Decision) -> str:
    """What a decision goes by, made of all that it says."""
    told = ((name, getattr(made, name)) for name in _NAMES)
    said = "\n".join(f"{name}={_plain(value)}" for name, value in told if value not in (None, ""))
    return blake2b(said.encode(), digest_size=8).hexdigest()


def _plain(value: object) -> str:
    """A value as it is read back: text that can be printed, and 2 as 2.0."""
    return repr(float(value)) if isinstance(value, (int, float)) else repr(decisions.printable(value))


def _targets(keys: Sequence[str], made: Sequence[Decision]) -> Iterator[str]:
    """The key that each decision takes back, "" for all that take none."""
    past: dict[tuple[str, str], list[str]] = defaultdict(list)
    for own, item in zip(keys, made, strict=True):
        about = past[item.video, item.tag]
        if item.kind in _VERDICTS:
            about.append(own)
        yield item.undoes or (about.pop() if item.kind == "undo" and item.tag and about else "")


_NAMES = tuple(sorted(item.name for item in fields(Decision)))


class Log:
    """The log of one library, read again when it grew, whoever added to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[str, tuple[Recorded, ...]] = "", ()

    def read(self) -> tuple[Recorded, ...]:
        """All that was ever decided, in order."""
        revision, found = self._read
        if revision != files.identity(self.path):
            revision = files.identity(self.path)
            found = recorded(decisions.read(self.path))
            self._read = revision, found
        return found

    def flaws(self, odd: Callable[[Decision], str]) -> list[str]:
        """What is wrong with the lines of the log that are no decisions, or are `odd`."""
        return decisions.flaws(self.path, odd)

    def mend(self, odd: Callable[[Decision], str]) -> None:
        """Set aside the lines of the log that are no decisions, or are `odd`."""
        decisions.mend(self.path, odd)
