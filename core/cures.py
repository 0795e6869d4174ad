"""Cures: what to do about an error, by code; each front words them for the hands that it serves.

An error says what happened and names its cure by a code, as in `LibraryMissing("There is none at x.", "make-library")`.
This table words the codes for those who call Python; `vsearch.cli.cures` words the same codes as options and commands.
Braces are filled with the error's facts.
"""

from collections.abc import Mapping

PYTHON: Mapping[str, str] = {
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "another-library": "Index again, into another library.",
    "ask-one-thing": "Give words, or image= or like=.",
    "ask-select": "Ask one SELECT.",
    "away-or-not-beside": "Move it away, or write elsewhere than beside the video.",
    "back-or-not-beside": "Put it back, or write elsewhere than beside the video.",
    "choose-channel": "Choose from: {channels}.",
    "every-or-stride": "Set `every` or `stride`.",
    "free-resources": "Allow more open files and processes (ulimit), or pass fewer jobs.",
    "install-faiss": "Run `pip install 'vsearch[cpu]'`, or `'vsearch[gpu]'` with an NVIDIA GPU.",
    "make-library": "Make one with vsearch.index(), or pass another path.",
    "make-room": "Free some space, or choose another place.",
    "may-read": "Change its permissions.",
    "may-write": "Change the permissions there, or choose another place.",
    "mend": "Call vsearch.library.health.mend() on its folder.",
    "more-letters": "Give more letters of the id.",
    "more-moments": "Ask for more moments with `top`, or write WebVTT chapters (.vtt).",
    "name-file": "Give `{name}` a file's name.",
    "name-id": "Give an id.",
    "name-output": "Give `{name}` too.",
    "name-video": "Give an id, the beginning of one, a title or a path.",
    "not-copied": "Cut without `copy`: encoding takes every format.",
    "one-video": "Search in one with `video`.",
    "other-encoder": "Pass encoder={encoder!r}, or another library.",
    "other-name": "Choose another name.",
    "other-output": "Choose another folder or format.",
    "other-tower": "Let another serve, or train anew.",
    "remake": "Call vsearch.library.health.mend() on its library, and index its file again: the part is re-made.",
    "search-pictures": 'Add "frames" to inside=, or leave it out.',
    "see-ids": "The store's ids() lists what there is.",
    "see-tables": "See vsearch.library.tables.TABLES for the tables and their columns.",
    "see-tags": "See the vocabulary for the tags there are.",
    "shapes-beside": "Give one upright shape and one other at most.",
    "train": "Train one with vsearch.training.tower.fit.",
    "upgrade": "Upgrade with `pip install -U vsearch`.",
    "wait": "Try again when it has ended.",
}


def cure(code: str, facts: Mapping[str, object], words: Mapping[str, str] = PYTHON) -> str:
    """The sentence of a code in the words of a front; nothing for no code."""
    return words[code].format(**facts) if code else ""
