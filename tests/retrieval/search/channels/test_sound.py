"""What is heard answers where few videos are asked; among many, sound would have to be read of all."""

import pytest

from vsearch.library.parts.sound import SoundEvent, SoundTrack
from vsearch.nouns import Span
from vsearch.retrieval.search.channels import sound
from vsearch.retrieval.search.search import search


@pytest.mark.parametrize(("nearby", "found"), [pytest.param(3, 3, id="few"), pytest.param(2, 0, id="many")])
def test_events_are_looked_for_in_few_videos_only(library, add, monkeypatch, nearby, found):
    for n in range(3):
        events = (SoundEvent("music", Span(2, 9), 0.8),)
        add(f"v{n}", [("red", 0, 12)], sound=SoundTrack("sound", "builtin", events=events))
    monkeypatch.setattr(sound, "NEARBY", nearby)
    assert len(search(library, "music", inside=["sound"]).moments) == found
