"""Tables of implementations by name: ours, and those that other packages bring through entry points."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from vsearch.errors import UsageWrong

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

T = TypeVar("T")


class Table(Generic[T]):
    """Makes an implementation from `NAME` or `NAME:ARGUMENT`; nothing heavy is imported before it is made."""

    def __init__(self, kind: str, group: str, factories: dict[str, Callable[..., T]]) -> None:
        self.kind = kind
        self._group = group
        self._own = factories

    def make(self, spec: str, **options: object) -> T:
        """The implementation that `spec` names."""
        name, _, argument = spec.partition(":")
        factory = self._factory(name)
        if not argument:
            return factory(**options)
        if not _takes(factory, argument, options):
            raise UsageWrong(
                f"The {self.kind} {name!r} takes nothing after a colon, so not {argument!r}. Write {name}."
            )
        return factory(argument, **options)

    def expect(self, spec: str) -> None:
        """Refuse a name that nothing goes by, without making or loading anything."""
        if spec not in self:
            raise self._unknown(spec.partition(":")[0])

    def add(self, name: str, factory: Callable[..., T]) -> None:
        """Add an implementation for this process; packages add theirs for good through entry points."""
        self._own[name] = factory

    @property
    def own(self) -> tuple[str, ...]:
        """The names known to this process, in order; those of other packages take a tenth of a second to look up."""
        return tuple(self._own)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._own, *(entry.name for entry in self._entries())}))

    def __contains__(self, spec: str) -> bool:
        name = spec.partition(":")[0]
        return name in self._own or name in set(self)

    def _factory(self, name: str) -> Callable[..., T]:
        if name in self._own:
            return self._own[name]
        for entry in self._entries().select(name=name):
            made: Callable[..., T] = entry.load()
            return made
        raise self._unknown(name)

    def _unknown(self, name: str) -> UsageWrong:
        return UsageWrong(f"There is no {self.kind} called {name!r}. Choose one of: {', '.join(self)}.")

    def _entries(self) -> "EntryPoints":
        """What other packages bring; the machinery that finds them is loaded only when it is asked."""
        from importlib.metadata import entry_points

        return entry_points(group=self._group)


def _takes(factory: Callable[..., object], argument: str, options: dict[str, object]) -> bool:
    from inspect import signature  # slow to load, and seldom asked

    try:
        signature(factory).bind(argument, **options)
    except TypeError:
        return False
    except ValueError:  # built into Python, and silent about itself
        return True
    return True
