"""What is said in a video, wherever it is known from: the words an index keeps."""

from dataclasses import dataclass

from vsearch.nouns import Utterance


@dataclass(frozen=True, slots=True)
class Words:
    """Utterances in order; `source` is "none" where nothing is known, and `notes` say what was left out and why."""

    utterances: tuple[Utterance, ...] = ()
    source: str = "none"
    language: str = ""
    notes: tuple[str, ...] = ()
