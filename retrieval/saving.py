"""What people keep in an open library under names: searches to ask again, and reels."""

from contextlib import suppress
from typing import TYPE_CHECKING

from vsearch.errors import DocumentUnknown, LibraryError
from vsearch.library.storage.documents import ANY
from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch.library.saved import Reel, SavedQuery, SavedSearch


class Saving(Contents):
    """Searches and reels by name. Who replaces one says which revision, so that nobody's change is lost unseen."""

    def saved_searches(self) -> "list[SavedSearch]":
        """The searches that are kept, by name; damaged ones are left to `doctor`.

        >>> library.saved_searches()
        []
        """
        from vsearch.library import saved

        found = []
        for name in self.store.searches.names():
            with suppress(LibraryError, DocumentUnknown):
                found.append(saved.read_search(self.store, name))
        return found

    def saved_search(self, name: str) -> "SavedSearch":
        """The search of a name.

        >>> _ = library.save_search("cups", vsearch.SavedQuery("a cup", tags=("kitchen",)))
        >>> library.search(**library.saved_search("cups").query.arguments, top=1).moments[0].video == coffee
        True
        """
        from vsearch.library import saved

        return saved.read_search(self.store, name)

    def save_search(self, name: str, query: "SavedQuery", *, revision: str = "") -> "SavedSearch":
        """Keep a search under a name: a new one, or in place of the one of a revision ("*" for whichever is there).

        >>> library.save_search("moon", vsearch.SavedQuery("the moon")).name
        'moon'
        >>> library.save_search("moon", vsearch.SavedQuery("a full moon"))
        Traceback (most recent call last):
        vsearch.errors.DocumentChanged: The search 'moon' is there already. ...
        """
        from vsearch.library import saved

        return saved.save_search(self.store, name, query, revision)

    def forget_search(self, name: str, *, revision: str = ANY) -> None:
        """Forget a saved search, if it is still that of the revision.

        >>> library.forget_search("moon")
        >>> [search.name for search in library.saved_searches()]
        ['cups']
        """
        self.store.searches.forget(name, revision)

    def reels(self) -> "list[Reel]":
        """The reels that are kept, by name; damaged ones are left to `doctor`.

        >>> library.reels()
        []
        """
        from vsearch.library import saved

        found = []
        for name in self.store.reels.names():
            with suppress(LibraryError, DocumentUnknown):
                found.append(saved.read_reel(self.store, name))
        return found

    def save_reel(self, reel: "Reel") -> "Reel":
        """Keep a reel: a new one, or in place of the one whose revision it carries.

        >>> best = library.highlights("Morning coffee", length=4, top=1)
        >>> kept = library.save_reel(vsearch.Reel.of("breakfast", best, length=4))
        >>> _ = library.save_reel(dataclasses.replace(kept, length=3))
        >>> library.save_reel(kept)
        Traceback (most recent call last):
        vsearch.errors.DocumentChanged: The reel 'breakfast' was changed meanwhile. ...
        """
        from vsearch.library import saved

        return saved.save_reel(self.store, reel)

    def reel(self, name: str) -> "Reel":
        """The reel of a name.

        >>> library.reel("breakfast").length
        3
        """
        from vsearch.library import saved

        return saved.read_reel(self.store, name)

    def forget_reel(self, name: str, *, revision: str = ANY) -> None:
        """Forget a reel, if it is still that of the revision; the films in it are not touched.

        >>> library.forget_reel("breakfast")
        """
        self.store.reels.forget(name, revision)
