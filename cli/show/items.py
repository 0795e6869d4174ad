"""Items: what commands tell programs where it is not simply what was found; `envelope` prints them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsearch.cli.cures import instead

if TYPE_CHECKING:  # each command loads only what it shows
    from vsearch.cli.commands.library.tour import Tour
    from vsearch.indexer.run.outcome import Outcome
    from vsearch.library.catalog.report import VideoReport
    from vsearch.library.failures import Failure
    from vsearch.library.saved import Reel, SavedSearch
    from vsearch.media.clips.reel import JoinedReel
    from vsearch.media.delivery import Written
    from vsearch.nouns import Thumbnail
    from vsearch.retrieval.duplicates import Copy, Duplicate
    from vsearch.retrieval.tags.tagger import Suggestion, Tagged
    from vsearch.retrieval.tags.vocabulary import ListedWord
    from vsearch.retrieval.thumbnails.gallery import Gallery
    from vsearch.training.tower.fit import Fitted
    from vsearch.training.tower.tune import Tuned

Item = dict[str, Any]


def members(value: Any, *without: str) -> Item:
    """The members of a value by name, but for some."""
    return {item.name: getattr(value, item.name) for item in fields(value) if item.name not in without}


def outcome(made: "Outcome") -> Item:
    """How one file ended, and what may be done about it."""
    return members(made, "code", "facts") | {"cure": instead(made.note)}


def failure(made: "Failure") -> Item:
    """A file that could not be indexed, and what may be done about it."""
    return members(made, "code", "facts") | {"cure": instead(made.note)}


def thumbnail(made: "Thumbnail") -> Item:
    """A candidate; `picture` is the file that was pinned, if one was."""
    return {"video": made.video, "picture": made.path} | members(made, "video", "path")


def gallery(made: "Gallery") -> list[Item]:
    """Candidates, each with the files that were written of it."""
    return [thumbnail(item) | {"files": saved} for item, saved in made.written]


def left(made: "Gallery") -> Item:
    """Videos of which nothing could be written, and files of earlier runs."""
    failures = [{"video": video, "error": error} for video, error in made.failures.items()]
    return {"failures": failures, "superseded": made.superseded}


def written(made: "Written") -> Item:
    """The files that were written of moments, and those that were refused; nothing where none was wanted."""
    clips = [{"kind": "clip", "file": clip.path} | members(clip, "path") for clip in made.clips]
    boards = [{"kind": "storyboard", "file": board.path} | members(board, "path") for board in made.storyboards]
    files: list[Item] = [*clips, *boards, *({"kind": "export", "file": path} for path in made.exports)]
    if made.reel:
        files.append(reel(made.reel))
    if made.preview:
        files.append({"kind": "preview", "file": made.preview.path} | members(made.preview, "path"))
    if made.html:
        files.append({"kind": "page", "file": made.html.absolute()})
    refused = [{"file": item.path, "error": item.error} for item in made.refused]
    return {name: told for name, told in (("written", files), ("refused", refused)) if told}


def reel(made: "JoinedReel") -> Item:
    """A reel, with what it shows of which video."""
    parts = [{"video": video, "span": span} for video, span in made.parts]
    return {"kind": "reel", "file": made.path} | members(made, "path", "parts") | {"parts": parts}


def kept_search(made: "SavedSearch") -> Item:
    """A search that is kept, with all that it asks."""
    return members(made, "query") | {"query": made.query.asked()}


def kept_reel(made: "Reel") -> Item:
    """A reel that is kept, with its parts in order."""
    return members(made, "parts") | {"seconds": made.seconds, "parts": made.parts}


def written_reel(made: "JoinedReel | None", path: Path) -> Item:
    """The file that a kept reel was written to."""
    return {"kind": "export", "file": path} if made is None else reel(made)


def video(known: "VideoReport") -> Item:
    """Everything known of a video."""
    entry, film = known.entry, known.entry.video
    told: Item = {"video": film.id} | members(film, "id", "title", "path")
    told |= {"status": entry.status, "notes": entry.notes, "made": _made(entry.made), "facts": _facts(entry.facts)}
    return told | {"frames": known.rows} | members(known, "entry", "rows")


def _made(made: Mapping[str, Any]) -> Item:
    """Which settings and versions made each part; the words also from which files beside the video."""
    beside = [name for name, *_ in made.get("words", {}).get("beside", ())]
    return {name: {**part, "beside": beside} if "beside" in part else part for name, part in made.items()}


def _facts(facts: Mapping[str, Any]) -> Item:
    """What the container told, its streams by name."""
    streams = {
        name: [dict(zip(("stream", "codec", "language"), stream, strict=False)) for stream in facts.get(name, ())]
        for name in ("sounds", "subtitles")
    }
    return {**facts, "tags": dict(facts.get("tags", ())), **streams}


def pair(found: "Duplicate") -> Item:
    """Two videos that show the same."""
    one, other = {"video": found.one, "span": found.here}, {"video": found.other, "span": found.there}
    return {"one": one, "other": other, "share": found.share, "frames": found.frames, "kind": found.kind}


def copy(found: "Copy") -> Item:
    """Another file of the same video."""
    return {"video": found.video, "file": found.path}


def tagged(made: "Tagged") -> Item:
    """The tags of a video, with who voted for them."""
    tags, suggestions = ([_suggestion(one) for one in part] for part in (made.tags, made.suggestions))
    return members(made, "title") | {"tags": tags, "suggestions": suggestions}


def _suggestion(one: "Suggestion") -> Item:
    votes = [members(vote, "title", "pairs") | {"frames": vote.pairs} for vote in one.votes]
    return members(one.tag, "evidence") | members(one, "tag", "votes") | {"votes": votes}


def words(rows: "Iterable[ListedWord]") -> list[Item]:
    """The vocabulary, a word an item."""
    return [asdict(row.word) | {"above": row.above, "videos": row.videos} for row in rows]


def tour(made: "Tour") -> Item:
    """What the demo made."""
    searches = [{"words": asked, "items": one.moments, "sure": one.sure} for asked, one in made.answers.items()]
    told = members(made, "gallery", "answers", "reel", "outcomes")
    told |= {
        "indexed": [outcome(one) for one in made.outcomes],
        "thumbnails": gallery(made.gallery),
        "searches": searches,
    }
    return told | {"reel": reel(made.reel) if made.reel else None}


def fitted(made: "Fitted", tuned: "Tuned | None") -> Item:
    """What a training came to; with all that was tried, where its plan was searched for."""
    told = members(made, "notes", "report") | {"report": members(made.report, "notes")}
    return told | {"tuned": tuned}
