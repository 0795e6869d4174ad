"""Cures: what to do about an error, by code; each front words them for the hands that it serves.

An error says what happened and names its cure by a code, as in `LibraryMissing("There is none at x.", "make-library")`.
This table words the codes for those who call Python; `vsearch.cli.cures` words the same codes as options and commands.
Braces are filled with the error's facts.
"""

from collections.abc import Mapping

PYTHON: Mapping[str, str] = {
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "make-library": "Make one with vsearch.index(), or pass another path.",
    "free-resources": "Allow more open files and processes (ulimit), or pass fewer jobs.",
    "every-or-stride": "Set `every` or `stride`.",
}


def cure(code: str, facts: Mapping[str, object], words: Mapping[str, str] = PYTHON) -> str:
    """The sentence of a code in the words of a front; nothing for no code."""
    return words[code].format(**facts) if code else ""
