"""Words as vectors of a library's encoder, remembered: a known phrase costs no model at all."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import numpy as np

from vsearch.encoders import ENCODERS, Encoder, prompts
from vsearch.encoders.languages import unknown_language
from vsearch.errors import EncoderMismatch, LibraryError, OutputRefused, UsageWrong
from vsearch.library import Store, files
from vsearch.nouns import Vectors
from vsearch.retrieval.caches import Cache, Once


class Phrases:
    """Query vectors of one library; the encoder is loaded when a phrase is new."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._encoder = Once(self._make)
        self._held = Cache()

    @property
    def name(self) -> str:
        """The name of the encoder, without loading it."""
        return self._store.encoder

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the library's vectors."""
        return self._encoder()

    def query(self, words: str, avoid: Sequence[str] = ()) -> Vectors:
        """One unit row for words, turned away from what is to be avoided."""
        return self._kept(
            "\0".join(("query", words, *avoid)), lambda: prompts.query_vector(self.encoder, words, avoid=avoid)
        )

    def bank(self) -> Vectors:
        """The rows of words that say little: a score means nothing below theirs."""
        return self._kept("\0".join(("bank", *prompts.NEUTRAL)), lambda: prompts.neutral_bank(self.encoder))

    def warnings(self, words: str) -> list[str]:
        """What the encoder cannot make of these words, in sentences."""
        if not words.strip():
            return []
        foreign, long = self._remarks(words)
        return [sentence for sentence in (foreign, long) if sentence]

    def reads(self, words: str) -> bool:
        """Whether these words are in a language that the encoder knows, as far as can be told."""
        return not self._remarks(words)[0]

    def _remarks(self, words: str) -> tuple[str, str]:
        """A sentence each if the words are in an unknown language, and if they are too many; remembered."""
        return self._held.get(f"remarks\0{words}", None, lambda: self._read_remarks(words))

    def _read_remarks(self, words: str) -> tuple[str, str]:
        place = self._place("\0".join(("remarks", words))).with_suffix(".txt")
        with suppress(OSError, ValueError):
            foreign, long = place.read_text("utf-8").split("\n")
            return foreign, long
        spec = self.encoder.spec
        foreign, long = unknown_language(spec, words) or "", prompts.too_long(self.encoder, words) or ""
        with suppress(OutputRefused):
            files.write(place, f"{foreign}\n{long}", lasting=False)
        return foreign, long

    def _make(self) -> Encoder:
        try:
            encoder = ENCODERS.make(self._store.encoder)
        except UsageWrong as error:
            raise EncoderMismatch(
                f"{self._store.path} was indexed with {self._store.encoder}, which this machine does not have: "
                f"{error} Install what brings it, or index again with one that is here (see `vsearch doctor`)."
            ) from error
        self._store.check_encoder(encoder.spec)
        return encoder

    def _kept(self, key: str, make: Callable[[], Vectors]) -> Vectors:
        return self._held.get(key, None, lambda: self._read(key, make))

    def _read(self, key: str, make: Callable[[], Vectors]) -> Vectors:
        place = self._place(key)
        with suppress(OSError, ValueError, EOFError):
            rows: Vectors = np.load(place)
            if rows.shape[1] == self._store.width:
                return rows
        rows = np.asarray(make(), np.float32)
        with (
            suppress(OutputRefused, LibraryError),
            files.written(place, lasting=False) as part,
            part.open("wb") as file,
        ):
            np.save(file, rows)
        return rows

    def _place(self, key: str) -> Path:
        name = blake2b(f"{self._store.encoder}\0{key}".encode("utf-8", "replace"), digest_size=16).hexdigest()
        return self._store.derived / "phrases" / f"{name}.npy"
