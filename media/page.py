"""One page of HTML that needs nothing else: stills, times, reasons, what was said, and a player that jumps."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib.resources import files as resources
from os.path import relpath
from pathlib import Path
from urllib.parse import quote

from vsearch.escapes import stripped
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files
from vsearch.media.clips.clips import Clip
from vsearch.media.stills.glimpse import glimpse
from vsearch.nouns import Moment
from vsearch.timecodes import clock

_REASONS = 5
"""How many of the signals are drawn."""
_KINDS = {"good": "good match", "weak": "weak match", "exact": "exact words"}


def page(
    store: Store,
    moments: Sequence[Moment],
    path: Path,
    *,
    query: str = "",
    heading: str = "Highlights",
    note: str = "",
    clips: Sequence[Clip] = (),
) -> Path:
    """Write the page; its player shows the clips where there are some, else the videos themselves."""
    groups: dict[str, list[str]] = {}
    entries: dict[str, Entry] = {}
    cut = {(clip.video, clip.asked): clip for clip in clips}
    for number, moment in enumerate(moments, 1):
        entry = entries.setdefault(moment.video, store.find(moment.video))
        play = _play(entry, moment, cut.get((moment.video, moment.span)), path)
        groups.setdefault(moment.video, []).append(_card(store, entry, moment, number, play))
    sections = "\n".join(_section(entries[video], cards) for video, cards in groups.items())
    files.write(
        path,
        stripped(_filled(f"Moments for “{query}”" if query else heading, note, sections, len(moments), len(groups))),
    )
    return path


@dataclass(frozen=True, slots=True)
class _Play:
    """What the player shows of a moment: a file, as a link from the page, and from when to when in it."""

    file: str
    start: float
    end: float


def _play(entry: Entry, moment: Moment, clip: Clip | None, page: Path) -> _Play | None:
    """The clip if there is one, else the video's own file; nothing if that is gone."""
    if clip is not None:
        start = max(0.0, moment.span.start - clip.span.start)
        return _Play(link(clip.path, page), start, start + moment.span.length)
    path = entry.file
    return _Play(link(path, page), moment.span.start, moment.span.end) if path else None


def link(path: Path, page: Path) -> str:
    """Relative if the file lies beside or below the page, so that both can be moved together; else by its full path."""
    path, folder = path.absolute(), page.absolute().parent
    return quote(relpath(path, folder).replace("\\", "/")) if path.is_relative_to(folder) else path.as_uri()


def _filled(heading: str, note: str, sections: str, moments: int, videos: int) -> str:
    script = (resources("vsearch.media") / "page.js").read_text("utf-8").strip()
    count = f"{moments} moment{'s' * (moments != 1)} in {videos} video{'s' * (videos != 1)}"
    parts = {
        "hash": b64encode(sha256(script.encode()).digest()).decode(),
        "title": escape(heading),
        "heading": escape(heading),
        "summary": f"{count}." + (" Choose one to play it." if "<a " in sections else "")
        if moments
        else "There is no moment to show.",
        "note": f'<p class="note" dir="auto">{escape(note)}</p>' if note else "",
        "videos": sections,
        "script": script,
    }
    template = (resources("vsearch.media") / "page.html").read_text("utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template)


def _section(entry: Entry, cards: Sequence[str]) -> str:
    name = escape(entry.video.title)
    where = entry.file
    place = escape(str(where)) if where else f"{escape(str(entry.video.path))} is gone: there is nothing to play."
    spoken = f' lang="{escape(entry.video.language)}"' if entry.video.language else ""
    return (
        f'<section><h2 dir="auto"{spoken}>{name}</h2>\n'
        f'<p class="soft" dir="auto">{place}</p>\n<ol>\n{"".join(cards)}</ol></section>'
    )


def _card(store: Store, entry: Entry, moment: Moment, number: int, play: _Play | None) -> str:
    times = f"{clock(moment.span.start)}–{clock(moment.span.end)}"
    label = escape(f"{entry.video.title}, {times}")
    picture = f'<img src="{glimpse(store, entry, moment)}" alt="Still of {label}" loading="lazy">'
    inner = f'{picture}<span class="time">{times}</span>'
    if play:
        file, start = escape(play.file), f"{play.start:.3f}"
        opened = (
            f'<a class="jump" href="{file}#t={start},{play.end:.3f}" data-file="{file}" data-start="{start}"'
            f' data-label="{label}" aria-label="Play {label}">{inner}</a>'
        )
    else:
        opened = f'<div class="jump">{inner}</div>'
    said = f'<q dir="auto">{escape(moment.said)}</q>' if moment.said else ""
    grade = escape(f"{_KINDS.get(moment.match, moment.match)}, " if moment.match else "")
    return (
        f'<li>{opened}<div class="more">{said}'
        f'<p class="soft">{number}. {grade}score {moment.score:.2f}</p>{_reasons(moment.because)}</div></li>\n'
    )


def _reasons(because: Mapping[str, float]) -> str:
    """A bar for each reason, the strongest first."""
    strongest = sorted(because.items(), key=lambda item: -abs(item[1]))[:_REASONS]
    most = max((abs(value) for _, value in strongest), default=0) or 1
    rows = "".join(
        f"<dt>{escape(name.replace('_', ' '))}</dt>"
        f'<dd class="bar" aria-hidden="true"><i{" class=against" if value < 0 else ""}'
        f' style="width:{abs(value) / most:.0%}"></i></dd>'
        f'<dd class="value">{value:+.2f}</dd>'
        for name, value in strongest
    )
    return f'<dl aria-label="Reasons">{rows}</dl>' if rows else ""
