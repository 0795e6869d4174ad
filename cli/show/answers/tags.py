"""How tags look in a terminal: probabilities with their evidence, the review, the vocabulary, the monitor."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer
from rich.padding import Padding
from rich.text import Text

from vsearch.cli.show import pictures
from vsearch.cli.show.terminal import console, say, table
from vsearch.nouns import Pixels
from vsearch.timecodes import clock


def tagged(made: Sequence[Any], words: Any, language: str = "", *, brief: bool = False) -> None:
    """The tags of videos, each with the neighbours and frames that voted for it, or in brief a line a video."""
    if brief:
        _briefly(made, words, language)
        return
    for item in made:
        _whole(item, words, language)


def _whole(made: Any, words: Any, language: str) -> None:
    say(f"{made.title}  {made.video}")
    if made.given:
        say(f"given: {', '.join(_said(name, words, language) for name in made.given)}")
    for title, items in (("tags", made.tags), ("suggestions", made.suggestions)):
        if items:
            say(title)
        for item in items:
            say(f"  {_said(item.tag.name, words, language):24}{item.tag.score:5.0%}  {_how(item)}")
            for vote in item.votes:
                console.print(Padding(Text(_vote(vote)), (0, 0, 0, 6), expand=False))
    if not made.tags and not made.suggestions:
        say("Nothing more to suggest.")
    for note in made.notes:
        say(note)


def _briefly(made: Sequence[Any], words: Any, language: str) -> None:
    rows = []
    for item in made:
        told = [
            ", ".join(f"{_said(one.tag.name, words, language)} {one.tag.score:.0%}" for one in part)
            for part in (item.tags, item.suggestions)
        ]
        given = ", ".join(_said(name, words, language) for name in item.given)
        rows.append([item.video, item.title or "(cannot be read)", given, *told])
    table(["id", "title", "given", "tags", "suggestions"], rows)
    for note in dict.fromkeys(note for item in made for note in item.notes):
        say(note)


def _said(name: str, words: Any, language: str) -> str:
    word = words.words.get(name)
    return word.said(language) if word and language else name


def _how(item: Any) -> str:
    if item.how == "zero-shot":
        return "zero-shot: words alone, no label"
    name = "" if item.by_name is None else f"; by its name {item.by_name:+.1f}"
    return (
        f"{item.how}; " + ("no threshold yet" if item.threshold is None else f"sure from {item.threshold:.0%}") + name
    )


def _vote(vote: Any) -> str:
    near = "" if vote.similarity is None else f", similarity {vote.similarity:.2f}"
    pairs = ", ".join(f"{clock(p.here)} ↔ {clock(p.there)} ({p.similarity:.2f})" for p in vote.pairs)
    return f"{vote.video[:8]}  {vote.title}: weight {vote.weight:.2f}{near}" + (f"; frames {pairs}" if pairs else "")


def labelled(made: Any) -> None:
    """The tags of a video now."""
    say(
        f"{made.video}: {', '.join(made.given) or 'no tags'}"
        + (f"; not {', '.join(made.denied)}" if made.denied else "")
    )


_KEYS = {"a": "accept", "y": "accept", "r": "reject", "n": "reject", "s": "skip", "": "skip"}


def review(session: Any, still: Callable[[Any], Pixels], today: Callable[[], int]) -> None:
    """Ask question after question until the queue or the answers end, each with a still for whoever looks on."""
    if session.question is None:
        say("Nothing to review: all that could be asked is decided.")
        return
    while (asked := session.question) is not None:
        at = "" if asked.time is None else f" at {clock(asked.time)}"
        say(f"{asked.title}  {asked.video}{at}: {_question(asked)}")
        if console.is_terminal:
            pictures.show(partial(still, asked), f"video/{asked.video}?t={asked.time or 0:g}")
        key = _key(f"[a]ccept [r]eject [s]kip [u]ndo [q]uit, {session.left} left > ")
        if key in ("q", "\x1b", None):
            break
        if key == "u":
            back = session.undo()
            what = getattr(back, "tag", "the thumbnail")
            say(f"Taken back: {what!r} of {back.title}." if back else "There is nothing to take back.")
        elif key in _KEYS:
            session.answer(_KEYS[key])
        else:
            say(f"{key!r} is no answer.")
    given = session.tally()
    say(", ".join(f"{count} {_PAST[kind]}" for kind, count in given.items()) + f". {today()} decided today.")


def _question(asked: Any) -> str:
    """What is asked of a tag, or of a thumbnail."""
    if hasattr(asked, "tag"):
        return f"is it {asked.tag!r}? ({asked.probability:.0%}; {asked.because})"
    return f"is this its thumbnail? ({asked.score:.2f}; {asked.because})"


_PAST = {"accept": "accepted", "reject": "rejected", "skip": "skipped"}


def _key(prompt: str) -> str | None:
    """One key of the keyboard, or a line of what is piped in; None at its end."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        return line.strip().lower() if line else None
    console.print(prompt, end="")
    key = typer.getchar().lower().strip()
    console.print(key)
    return key


def vocabulary(rows: Sequence[Any]) -> None:
    """A line a word."""
    lines = [
        [
            row.word.name,
            str(row.videos),
            ", ".join(row.word.synonyms),
            " < ".join(row.above),
            ", ".join(f"{code} {name}" for code, name in row.word.languages.items()),
        ]
        for row in rows
    ]
    table(["tag", "videos", "synonyms", "below", "languages"], lines, right=["videos"])


def added(made: Any) -> None:
    """What came of a file of words."""
    for trouble in made.troubles:
        say(trouble)
    say(f"{made.count} words taken in.")


_STEPS = "▁▂▃▄▅▆▇█"


def monitored(made: Any) -> None:
    """Curves and bars of what was accepted, drift, and the advice."""
    if not made.weeks:
        say("No tag has been shown yet: `vsearch tag` shows some, `vsearch review` asks about them.")
    for k in (1, 3, 5) if made.weeks else ():
        values = [rate.precision[k] for rate in made.weeks]
        line = "".join(" " if value is None else _STEPS[round(value * 7)] for value in values)
        told = [value for value in values if value is not None]
        say(f"precision@{k} by week  {line}  {f'{told[-1]:.0%} last' if told else 'nobody has judged yet'}")
    for name, rates in (("week", made.weeks), ("tag", made.tags), ("encoder", made.encoders)):
        if rates:
            table([name, "shown", "judged", "@1", "@3", "@5", ""], map(_rate, rates), right=["shown", "judged"])
    drift = made.drift
    if drift is None:
        say("Drift: too few videos to tell.")
    else:
        verdict = "they have drifted" if drift.drifted else "no drift"
        say(
            f"Drift: {verdict}; {drift.newer} newer videos against {drift.learned}: "
            f"energy distance {drift.distance:.3f}, by chance at most {drift.usual:.3f}, "
            f"as far by lot in {drift.chance:.1%} of cases."
        )
    say(f"Train again: {'yes' if made.need.yes else 'no'}. {made.need.why}")


def _rate(rate: Any) -> list[str]:
    cells = ["-" if value is None else f"{value:.0%}" for value in rate.precision.values()]
    share = rate.precision[5] or 0.0
    return [rate.name, str(rate.shown), str(rate.judged), *cells, "█" * round(share * 20)]
