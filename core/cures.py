"""Cures: what to do about an error, by code; each front words them for the hands that it serves.

An error says what happened and names its cure by a code, as in `LibraryMissing("There is none at x.", "make-library")`.
This table words the codes for those who call Python; `vsearch.cli.cures` words the same codes as options and commands.
Braces are filled with the error's facts.
"""

from collections.abc import Mapping

PYTHON: Mapping[str, str] = {
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "away-or-not-beside": "Move it away, or write elsewhere than beside the video.",
    "back-or-not-beside": "Put it back, or write elsewhere than beside the video.",
    "every-or-stride": "Set `every` or `stride`.",
    "free-resources": "Allow more open files and processes (ulimit), or pass fewer jobs.",
    "make-library": "Make one with vsearch.index(), or pass another path.",
    "more-moments": "Ask for more moments with `top`, or write WebVTT chapters (.vtt).",
    "name-file": "Give `{name}` a file's name.",
    "name-output": "Give `{name}` too.",
    "not-copied": "Cut without `copy`: encoding takes every format.",
    "one-video": "Search in one with `video`.",
    "other-output": "Choose another folder or format.",
    "shapes-beside": "Give one upright shape and one other at most.",
}


def cure(code: str, facts: Mapping[str, object], words: Mapping[str, str] = PYTHON) -> str:
    """The sentence of a code in the words of a front; nothing for no code."""
    return words[code].format(**facts) if code else ""
