"""Chapters of the container: where somebody named one after a segment, that is what it is."""

import re
from collections.abc import Mapping, Sequence

from vsearch.indexer.segments.evidence import Found, SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures

NAMES: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(rf"\W*(?:{words})\W*\d*\W*", re.IGNORECASE)
    for kind, words in {
        "intro": r"intro|introduction|opening(?: credits| theme| titles)?|op|main titles?|title sequence|"
        r"theme(?: song)?|vorspann|générique(?: de début)?|cabecera|заставка",
        "credits": r"(?:end(?:ing)? |closing )?credits|ending(?: theme)?|ed|outro|end titles|abspann|générique de fin|"
        r"créditos|титры",
        "recap": r"recap|previously(?: on .*)?|last time(?: on .*)?|what happened before|rückblick|résumé|resumen",
        "ident": r"(?:studio |network )?(?:ident|logo|bumper)",
        "repeated": r"advert(?:isement)?s?|commercials?|ads?|sponsor(?:ed)?(?: segment)?|werbung",
    }.items()
}
"""What chapters of each kind are called."""


class ChapterFinder:
    """What chapters say."""

    def find(self, episodes: Sequence[EpisodeFeatures]) -> Found:
        """The chapters with such names; one that lasts most of the film is none of them."""
        return {one.id: [evidence for evidence in map(_told, _short(one)) if evidence] for one in episodes}


def _short(one: EpisodeFeatures) -> list[tuple[str, SegmentEvidence]]:
    return [
        (chapter.title, SegmentEvidence("intro", chapter.span, {"chapter": 1.0}, exact=True))
        for chapter in one.chapters
        if 0.5 < chapter.span.length < max(30.0, 0.35 * one.duration)
    ]


def _told(named: tuple[str, SegmentEvidence]) -> SegmentEvidence | None:
    title, evidence = named
    kind = next((kind for kind, form in NAMES.items() if form.fullmatch(title)), None)
    return SegmentEvidence(kind, evidence.span, evidence.because, exact=True) if kind else None
