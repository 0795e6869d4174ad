"""What `library.json` says: which encoder made a library's vectors, how wide they are, and how it was indexed last."""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from vsearch.encoders import EncoderSpec
from vsearch.encoders.names import absolute
from vsearch.errors import EncoderMismatch, LibraryDamaged, LibraryMissing, LibraryTooNew
from vsearch.library.parts.entry import LAYOUT
from vsearch.library.storage import files, schema
from vsearch.objects import located


def place(chosen: str | Path | None = None) -> Path:
    """Where the library lies: as chosen, else `VSEARCH_LIBRARY`, else the platform's folder for a user's data."""
    if chosen is not None:
        return located(chosen).expanduser()
    if named := os.environ.get("VSEARCH_LIBRARY"):
        return located(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("vsearch", appauthor=False))


class LibraryFacts:
    """A library that is there: opening it reads one small file."""

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        self._path = path
        self.encoder: str = about["encoder"]
        self.width: int = about["width"]
        self.version: str = about.get("version", "")
        self.created: str = about["created"]
        self.chosen: str = about.get("chosen", "")
        """Why it has its encoder; "" in libraries of earlier versions."""
        self.settings: dict[str, Any] = about.get("settings", {})
        self._engine: tuple[str, dict[str, Any]] = ("", about.get("engine", {}))

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """The library at `path`, which must exist."""
        folder = place(path).absolute()
        try:
            content = (folder / "library.json").read_bytes()
            if (layout := schema.layout(content)) > LAYOUT:
                raise LibraryTooNew(f"{folder} was made by a newer version (layout {layout}).", "upgrade")
            return cls.at(folder, schema.parsed("library.json", content))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise LibraryMissing(f"There is no library at {folder}.", "make-library") from error
        except OSError as error:
            raise LibraryDamaged(f"{folder} cannot be read: {error.strerror}.", "may-read") from error
        except schema.Unfit as error:
            raise LibraryDamaged(f"{folder / 'library.json'} is damaged: {error}.", "mend") from error

    @classmethod
    def create(cls, path: Path | None, encoder: str, width: int, version: str = "", chosen: str = "") -> Self:
        """The library at `path`, made if it is not there; another encoder than its own is refused."""
        folder = place(path).absolute()
        if not (folder / "library.json").exists():
            about = {"encoder": encoder, "width": width, "version": version, "created": now(), "chosen": chosen}
            made = cls.at(folder, about)
            made._write_about(new=True)
        made = cls.open(folder)
        made.expect(encoder)
        return made

    @classmethod
    def at(cls, folder: Path, about: dict[str, Any]) -> Self:
        """The library of a folder, of which this is known."""
        return cls(folder, about)

    @property
    def engine(self) -> dict[str, Any]:
        """The search engine beside it: its address, the kind of its index, what that may take; {} for none.

        Another process may choose one while this one has the library open.
        """
        seen = files.identity(self._origin / "library.json")
        if seen != self._engine[0]:
            self._engine = seen, _engine(self._origin)
        return self._engine[1]

    @property
    def facts_file(self) -> Path:
        """Where all this is written: who sees it, sees the library."""
        return self._origin / "library.json"

    @property
    def _origin(self) -> Path:
        """Where `library.json` lies, be it a bucket."""
        return self._path

    @property
    def location(self) -> str:
        """Where the library lies, for people."""
        return str(self._path)

    def expect(self, encoder: str) -> None:
        """Refuse an encoder whose vectors do not belong here."""
        if absolute(encoder) != self.encoder:
            raise EncoderMismatch(
                f"{self.location} was indexed with {self.encoder}, not {encoder}.",
                "other-encoder",
                encoder=self.encoder,
            )

    def check_encoder(self, encoder: EncoderSpec) -> None:
        """Refuse an encoder of the right name whose vectors are others nevertheless."""
        if encoder.width != self.width:
            raise EncoderMismatch(
                f"{self.encoder} makes vectors of {encoder.width} numbers, and {self.location} holds {self.width}.",
                "another-library",
            )
        if self.version and encoder.version != self.version:
            raise EncoderMismatch(
                f"{self.location} was indexed with {self.encoder} of version {self.version}, and this is version "
                f"{encoder.version or 'unknown'}, whose vectors mean something else.",
                "another-library",
            )

    def remember(self, settings: dict[str, Any]) -> None:
        """Keep the settings of the latest run, so that the next one need not repeat them."""
        if settings != self.settings:
            self.settings = settings
            self._write_about()

    def choose_engine(self, engine: dict[str, Any]) -> None:
        """Remember which search engine serves, {} for none; its address holds no name and no password."""
        self.settings = type(self).open(self._origin).settings  # another process may have set them meanwhile
        self._engine = files.identity(self._origin / "library.json"), engine
        self._write_about()

    def _write_about(self, *, new: bool = False) -> None:  # noqa: ARG002 - who writes at once needs no lock here
        files.write(self._path / "library.json", self._about())

    def _about(self) -> str:
        about = {name: getattr(self, name) for name in ("encoder", "width", "version", "created", "settings")}
        about |= {"chosen": self.chosen} if self.chosen else {}
        about |= {"engine": self.engine} if self.engine else {}
        return json.dumps({"layout": LAYOUT, **about}, indent=1) + "\n"


def _engine(folder: Path) -> dict[str, Any]:
    """Which search engine `library.json` names now."""
    with suppress(OSError, schema.Unfit):
        told: dict[str, Any] = schema.parsed("library.json", (folder / "library.json").read_bytes()).get("engine", {})
        return told
    return {}


def now() -> str:
    """This moment, as it is written down."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
