"""What `video.json` says: the video, its source file, its state, and which settings made each of its parts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryDamaged, LibraryTooNew
from vsearch.nouns import Video
from vsearch.settings import LONGEST

LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One video of the library: `made` holds, for each part (frames, words, sound), the settings that made it."""

    video: Video
    status: str = "indexed"
    """"indexed", or "damaged" when some of the file could not be decoded."""
    notes: tuple[str, ...] = ()
    mtime: int = 0
    """The source file's time of change, in nanoseconds."""
    made: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""

    @property
    def id(self) -> str:
        """The video's id."""
        return self.video.id

    def with_video(self, **changes: Any) -> "Entry":
        """The same entry, its video changed."""
        return replace(self, video=replace(self.video, **changes))


def save(entry: Entry, path: Path) -> None:
    """Write an entry as JSON."""
    data = {"layout": LAYOUT, **asdict(entry)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=_plain) + "\n", "utf-8")


def load(path: Path) -> Entry:
    """Read an entry back."""
    try:
        data = json.loads(path.read_text("utf-8"))
        layout = data.pop("layout")
        if layout > LAYOUT:
            raise LibraryTooNew(
                f"{path} was made by a newer version (layout {layout}). Upgrade with `pip install -U vsearch`."
            )
        video = {item.name: data["video"][item.name] for item in fields(Video)}
        data["video"] = Video(**{**video, **_typed(video)})
        return Entry(**{**data, "notes": tuple(data["notes"])})
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LibraryDamaged(f"{path} is damaged. Run `vsearch index` on its video again: it is re-made.") from error


def _typed(video: dict[str, Any]) -> dict[str, Any]:
    copies = tuple(Path(path) for path in video["copies"])
    # Earlier versions believed every time stamp.
    duration = min(video["duration"], LONGEST)
    return {"path": Path(video["path"]), "copies": copies, "tags": tuple(video["tags"]), "duration": duration}


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not belong in video.json.")
