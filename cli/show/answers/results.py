"""How answers look: thumbnails, moments and duplicates as tables, each with its reasons."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from vsearch.cli.cures import worded
from vsearch.cli.show.terminal import console, table
from vsearch.nouns import Moment, Thumbnail
from vsearch.timecodes import clock

if TYPE_CHECKING:  # each command loads only what it shows
    from vsearch.media.stills.stills import Saved
    from vsearch.retrieval.duplicates import Copy, Duplicate
    from vsearch.retrieval.search.search import Answer
    from vsearch.retrieval.thumbnails.gallery import Gallery

REASONS = 4
"""How many of the signals are named in a table; JSON has them all."""


def show_gallery(made: "Gallery", *, cleaned: bool = False) -> None:
    """The candidates of one or more videos, where each was written, and what failed."""
    rows, last = [], ""
    for item, saved in made.written:
        name = (item.video[:8], made.titles[item.video]) if item.video != last else ("", "")
        last = item.video
        files = "\n".join(_file(one) for one in saved)
        rows.append((*name, "pin" if item.path else clock(item.time), f"{item.score:.2f}", why(item.because), files))
    if rows:
        table(("id", "title", "time", "score", "why", "path"), rows, right=("time", "score"))
    show_notes(
        _named(
            made,
            [(item.video, note) for item, saved in made.written for note in (item.note, *(one.note for one in saved))],
        )
    )
    for video, error in made.failures.items():
        console.print(Text.assemble((f"{video[:8]} {made.titles[video]}:", "red"), f" {worded(error)}"))
    if not rows and not made.failures:
        console.print("Every video has its thumbnail.")
    if made.superseded:
        names = ", ".join(path.name for path in made.superseded)
        console.print(f"{'Deleted' if cleaned else 'Superseded, and deleted with --clean'}: {names}")


def show_pin(thumbnail: Thumbnail) -> None:
    """What was pinned."""
    what = str(thumbnail.path) if thumbnail.path else clock(thumbnail.time)
    console.print(f"{thumbnail.video[:8]} is pinned to {what}. It stays so when the video is indexed again.")


def show_unpin(video: str, *, any_: bool) -> None:
    """Whether there was a pin to take back."""
    console.print(f"{video} is no longer pinned." if any_ else f"{video} was not pinned.")


def show_moments(titles: Mapping[str, str], moments: Sequence[Moment]) -> None:
    """Moments in groups by video, with what is said and why they were found."""
    rows, last = [], ""
    for moment in moments:
        new = moment.video != last
        last = moment.video
        name = (moment.video[:8], titles.get(moment.video, "")) if new else ("", "")
        times = f"{clock(moment.span.start)} – {clock(moment.span.end)}"
        score = f"{moment.score:.2f} {moment.match}"
        rows.append((*name, times, clock(moment.best), score, why(moment.because), _short(moment.said)))
    table(("id", "title", "moment", "best", "score", "why", "said"), rows, right=("best",))


def show_answer(titles: Mapping[str, str], answer: "Answer") -> None:
    """An answer: its moments, and a plain word when none of them is good."""
    if not answer.sure:
        console.print(answer.note or "No good match.", style="yellow")
    if answer.moments:
        show_moments(titles, [moment for group in answer.groups.values() for moment in group])
    if answer.sure:
        show_notes([answer.note])


def show_duplicates(titles: Mapping[str, str], pairs: "Sequence[Duplicate]", copies: "Sequence[Copy]" = ()) -> None:
    """Videos that show the same, and from where to where."""
    if copies:
        lines = [(copy.video[:8], titles.get(copy.video, ""), str(copy.path)) for copy in copies]
        table(("id", "title", "the same file once more"), lines)
    if not pairs:
        console.print("No two videos show the same." if not copies else "No two others show the same.")
        return
    told = _telling(pairs)
    rows = [
        (
            pair.one[:8],
            titles.get(pair.one, ""),
            f"{clock(pair.here.start)} – {clock(pair.here.end)}",
            pair.other[:8],
            titles.get(pair.other, ""),
            f"{clock(pair.there.start)} – {clock(pair.there.end)}",
            f"{pair.share:.0%}",
            pair.kind,
        )
        for pair in told
    ]
    table(("id", "title", "here", "other id", "title", "there", "share", "kind"), rows, right=("share",))
    if len(told) < len(pairs):
        console.print(f"{len(pairs) - len(told)} more pairs follow from these; --json has them all.")


def _telling(pairs: "Sequence[Duplicate]") -> "list[Duplicate]":
    """The pairs that do not follow from others: of many copies of one video each is named once."""
    heads: dict[str, str] = {}
    told = []
    for pair in pairs:
        one, other = (heads.get(id, id) for id in (pair.one, pair.other))
        if one == other:
            continue
        if pair.kind == "same":
            heads |= {id: one for id in (pair.one, pair.other, *heads) if heads.get(id, id) in (one, other)}
        told.append(pair)
    return told


def why(because: Mapping[str, float]) -> str:
    """The reasons that count most, signed."""
    strongest = sorted(because.items(), key=lambda item: -abs(item[1]))[:REASONS]
    return ", ".join(f"{name.replace('_', ' ')} {value:+.2f}" for name, value in strongest if abs(value) >= 0.005)


def _named(made: "Gallery", notes: Sequence[tuple[str, str]]) -> list[str]:
    """Notes, with the videos that they are about where there are several."""
    videos: dict[str, list[str]] = {}
    for video, note in dict.fromkeys(notes):
        videos.setdefault(note, []).append(f"{video[:8]} {made.titles[video]}")
    return [
        note if not note or len(made.titles) == 1 else f"{', '.join(names)}: {note}" for note, names in videos.items()
    ]


def _file(saved: "Saved") -> str:
    remark = " (padded)" if saved.padded else f" (crop risk {saved.risk:.2f})" if saved.risk else ""
    return f"{_near(saved.path)}{remark}"


def _near(path: Path) -> str:
    """A path as seen from here, where it lies below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _short(text: str, letters: int = 90) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def show_notes(notes: Sequence[str]) -> None:
    """What else is to be said, each sentence once."""
    for note in dict.fromkeys(note for note in notes if note):
        console.print(note, style="yellow")
