"""The library on disk: one folder of videos and decisions, and everything derived from them."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vsearch.encoders import EncoderSpec
from vsearch.encoders.names import absolute
from vsearch.errors import (
    EncoderMismatch,
    LibraryDamaged,
    LibraryMissing,
    LibraryTooNew,
    VideoAmbiguous,
    VideoUnknown,
)
from vsearch.library import decisions, files, telemetry
from vsearch.library.claims import Claims
from vsearch.library.decisions import Decision
from vsearch.library.entry import LAYOUT, Entry
from vsearch.library.names import keys, names
from vsearch.library.shelf import Draft, Shelf
from vsearch.library.telemetry import Shown


def place(chosen: Path | None = None) -> Path:
    """Where the library lies: as chosen, else `VSEARCH_LIBRARY`, else the platform's folder for a user's data."""
    if chosen is not None:
        return chosen
    if named := os.environ.get("VSEARCH_LIBRARY"):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("vsearch", appauthor=False))


class Store:
    """A folder of indexed videos; opening one reads a single small file."""

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        self.path = path
        self.encoder: str = about["encoder"]
        self.width: int = about["width"]
        self.version: str = about.get("version", "")
        self.created: str = about["created"]
        self.settings: dict[str, Any] = about.get("settings", {})
        self._claims: Claims | None = None

    @classmethod
    def open(cls, path: Path | None = None) -> "Store":
        """The library at `path`, which must exist."""
        folder = place(path).expanduser().absolute()
        try:
            about = json.loads((folder / "library.json").read_text("utf-8"))
            if about["layout"] > LAYOUT:
                raise LibraryTooNew(
                    f"{folder} was made by a newer version (layout {about['layout']}). "
                    "Upgrade with `pip install -U vsearch`."
                )
            return cls(folder, about)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise LibraryMissing(f"There is no library at {folder}.", "make-library") from error
        except PermissionError as error:
            raise LibraryDamaged(
                f"{folder} may not be read. Change its permissions, or name another library with --library."
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LibraryDamaged(f"{folder / 'library.json'} is damaged. Run `vsearch doctor` to mend it.") from error

    @classmethod
    def create(cls, path: Path | None, encoder: str, width: int, version: str = "") -> "Store":
        """The library at `path`, made if it is not there; another encoder than its own is refused."""
        folder = place(path).expanduser().absolute()
        if not (folder / "library.json").exists():
            about = {
                "layout": LAYOUT,
                "encoder": encoder,
                "width": width,
                "version": version,
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            files.write(folder / "library.json", json.dumps(about, indent=1) + "\n")
        store = cls.open(folder)
        store.expect(encoder)
        return store

    def expect(self, encoder: str) -> None:
        """Refuse an encoder whose vectors do not belong here."""
        if absolute(encoder) != self.encoder:
            raise EncoderMismatch(
                f"{self.path} was indexed with {self.encoder}, not {encoder}. "
                f"Use --encoder {self.encoder}, or index into another library."
            )

    def check_encoder(self, encoder: EncoderSpec) -> None:
        """Refuse an encoder of the right name whose vectors are others nevertheless."""
        if encoder.width != self.width:
            raise EncoderMismatch(
                f"{self.encoder} makes vectors of {encoder.width} numbers here, and {self.path} holds {self.width}. "
                f"Index again with `vsearch index --encoder`, into another library."
            )
        if self.version and encoder.version != self.version:
            raise EncoderMismatch(
                f"{self.path} was indexed with {self.encoder} of version {self.version}, and this is version "
                f"{encoder.version or 'unknown'}, whose vectors mean something else. Index again, into another library."
            )

    def remember(self, settings: dict[str, Any]) -> None:
        """Keep the settings of the latest run, so that the next one need not repeat them."""
        if settings != self.settings:
            self.settings = settings
            about = {
                "layout": LAYOUT, "encoder": self.encoder, "width": self.width, "version": self.version,
                "created": self.created,
            }  # fmt: skip
            files.write(self.path / "library.json", json.dumps({**about, "settings": settings}, indent=1) + "\n")

    @property
    def videos(self) -> Path:
        """The folder with one folder a video."""
        return self.path / "videos"

    @property
    def derived(self) -> Path:
        """The folder for what can be deleted and comes back: indexes over the whole library."""
        return self.path / "search"

    @property
    def towers(self) -> Path:
        """The folder with one folder a trained tower."""
        return self.path / "towers"

    def ids(self) -> list[str]:
        """The ids of all whole videos, sorted."""
        if not self.videos.is_dir():
            return []
        return sorted(
            item.name for item in os.scandir(self.videos) if not item.name.endswith(".part") and item.is_dir()
        )

    def shelf(self, id: str) -> Shelf:
        """What the library holds of one video."""
        return Shelf(self.videos / id)

    def entries(self) -> Iterator[Entry]:
        """Every video that can be read; damaged ones are left to `doctor`."""
        for id in self.ids():
            try:
                yield self.shelf(id).entry()
            except (LibraryDamaged, FileNotFoundError):
                continue

    def find(self, key: str) -> Entry:
        """The one video that goes by an id, a unique prefix of one, a path, or a title."""
        if not key.strip():
            raise VideoUnknown("An empty name is no video's. Give an id, the beginning of one, a title or a path.")
        ids = self.ids()
        found = [key] if key in ids else [id for id in ids if id.startswith(key)]
        if len(found) == 1:
            try:
                return self.shelf(found[0]).entry()
            except FileNotFoundError as error:
                raise LibraryDamaged(
                    f"{error.filename} is missing. Run `vsearch index` on its video: it is re-made."
                ) from error
        if len(found) > 1:
            raise VideoAmbiguous(
                f"{key!r} could be any of {', '.join(self._named(found))}. Give more letters of the id."
            )
        return self._at(key)

    @contextmanager
    def draft(self, id: str) -> Iterator[Draft]:
        """A new folder for a video, which takes its place when committed and leaves no trace when not."""
        draft = Draft(self.videos / id)
        try:
            yield draft
        finally:
            draft.discard()

    def update(self, entry: Entry) -> None:
        """Write a video's entry anew, its parts untouched."""
        from vsearch.library import entry as entries

        with files.written(self.videos / entry.id / "video.json") as part:
            entries.save(entry, part)

    def remove(self, id: str) -> None:
        """Forget a video; the file it was made from is not touched."""
        gone = self.videos / f"{id}.gone.part"
        shutil.rmtree(gone, ignore_errors=True)  # of a removal that was killed
        os.rename(self.videos / id, gone)
        shutil.rmtree(gone)

    def clear(self) -> None:
        """Delete everything derived; it comes back when it is asked for."""
        shutil.rmtree(self.derived, ignore_errors=True)
        (self.path / "catalog.duckdb").unlink(missing_ok=True)

    def claims(self) -> Claims:
        """The claims on videos that this process holds, shared by all of it."""
        if self._claims is None:
            self._claims = Claims(self.path / "claims")
        return self._claims

    def decisions(self) -> list[Decision]:
        """What people decided, in order."""
        return decisions.read(self.path / "decisions.jsonl")

    def decide(self, *made: Decision) -> None:
        """Remember decisions."""
        decisions.append(self.path / "decisions.jsonl", list(made))

    def shown(self) -> list[Shown]:
        """What was shown lately, the oldest first; decisions of earlier versions tell it too."""
        return [*telemetry.formerly(self.decisions()), *telemetry.read(self.path / "shown.jsonl")]

    def note_shown(self, *shown: Shown) -> None:
        """Note what was shown, where the library may be written to; a bounded file forgets the oldest."""
        telemetry.append(self.path / "shown.jsonl", shown)

    def _at(self, key: str) -> Entry:
        entries = [(entry, names(entry.video)) for entry in self.entries()]
        ways = ([e for e, own in entries if wanted in own[way]] for way, wanted in enumerate(keys(key)))
        found = next(filter(None, ways), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise VideoAmbiguous(
                f"{Path(key)} could be any of {', '.join(self._named([entry.id for entry in found]))}. Give an id."
            )
        raise VideoUnknown(f"No video of {self.path} goes by {str(Path(key))!r}. See `vsearch list` for the ids.")

    def _named(self, ids: list[str]) -> list[str]:
        return [f"{id} ({self.shelf(id).entry().video.title})" for id in ids[:8]]
