"""Cures in the words of the command line: the option or the command that helps, by the codes of `vsearch.cures`."""

from collections.abc import Mapping

from vsearch.cures import cure
from vsearch.errors import VSearchError

COMMAND_LINE: Mapping[str, str] = {
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "away-or-not-beside": "Move it away, or leave out --beside.",
    "back-or-not-beside": "Put it back, or leave out --beside.",
    "every-or-stride": "Choose --every or --stride.",
    "free-resources": "Allow more open files and processes (ulimit -n, ulimit -u), or use fewer --jobs.",
    "make-library": "Make one with `vsearch index FOLDER`, or name one with --library.",
    "more-moments": "Ask for more moments with --top, or write WebVTT chapters (.vtt).",
    "name-file": "Give --{name} FILE.",
    "name-output": "Give --{name} too.",
    "not-copied": "Leave out --copy: encoding takes every format.",
    "one-video": "Search in one with --video.",
    "other-output": "Choose another folder or format.",
    "shapes-beside": "Give --beside one upright shape and one other at most.",
}


def worded(error: VSearchError) -> str:
    """An error and its cure as a person at a terminal reads them."""
    return " ".join(part for part in (error.what, cure(error.code, error.facts, COMMAND_LINE)) if part)
