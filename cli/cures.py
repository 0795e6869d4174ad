"""Cures in the words of the command line: the option or the command that helps, by the codes of `vsearch.cures`."""

from collections.abc import Mapping

from vsearch.cures import cure
from vsearch.errors import VSearchError

COMMAND_LINE: Mapping[str, str] = {
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "make-library": "Make one with `vsearch index FOLDER`, or name one with --library.",
    "free-resources": "Allow more open files and processes (ulimit -n, ulimit -u), or use fewer --jobs.",
    "every-or-stride": "Choose --every or --stride.",
}


def worded(error: VSearchError) -> str:
    """An error and its cure as a person at a terminal reads them."""
    return " ".join(part for part in (error.what, cure(error.code, error.facts, COMMAND_LINE)) if part)
