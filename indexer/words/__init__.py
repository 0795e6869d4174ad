"""Words: what is said in a video, from subtitles or speech, and what of it an index keeps."""

from dataclasses import dataclass

from vsearch.nouns import Utterance


@dataclass(frozen=True, slots=True)
class Words:
    """Utterances in order; `source` is "none" where nothing is known, and `notes` say what was left out and why."""

    utterances: tuple[Utterance, ...] = ()
    source: str = "none"
    language: str = ""
    notes: tuple[str, ...] = ()
