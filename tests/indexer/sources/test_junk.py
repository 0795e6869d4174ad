"""What programs write into a container is no title and no tag; what people write is."""

from pathlib import Path

import av
import pytest

from vsearch.indexer.sources.junk import is_junk
from vsearch.indexer.sources.metadata import Description, described

JUNK = {
    "a project's first name": "My Movie 6",
    "another": "Untitled Project",
    "a sequence": "Sequence 01",
    "a timeline": "Timeline 1",
    "a composition": "Comp 1",
    "no title": "untitled",
    "a website": "clideo.com",
    "a website with its way": "https://www.example.tv/watch?v=3",
    "size, rate and codec": "1024 x 768 25 fps Photo JPEG",
    "a codec": "H.264",
    "a size": "1920x1080",
    "a height and a codec": "1080p HEVC",
    "an editor": "iMovie",
    "an encoder": "Lavf58.76.100",
    "an encoder with a date": "HandBrake 1.3.3 2020061300",
    "a suite": "Adobe Premiere Pro 2023",
    "an edition": "Final Cut Pro X",
    "what made it": "Created with Wondershare Filmora",
    "who encoded it": "Encoded by x264",
    "a handler": "VideoHandler",
    "a vendor's handler": "ISO Media file produced by Google Inc. Created on: 05/03/2018.",
    "a camera's number": "IMG_1234",
    "a phone's date": "VID_20200131_120501",
    "a camera's file": "MOV00006.3gp",
    "nothing": "",
    "signs": "--",
    "a number": "00012",
    "a date": "2004-07-09",
    "an identity": "{123e4567-e89b-12d3-a456-426614174000}",
    "a service's identity": "vid:v09044g40000c0",
}
WORDS = {
    "a title": "Cups",
    "a project with a name": "Cups_Crop",
    "my movie of something": "My movie about frogs",
    "an editor's lesson": "iMovie tutorial for beginners",
    "a codec's lesson": "How H.264 works",
    "a film that is a number": "Seven",
    "a film with a number": "Blade Runner 2049",
    "a year and a word": "2001: A Space Odyssey",
    "a city": "Las Vegas",
    "a word that begins like a program": "Nerone",
    "a sequence of something": "Sequence of dances",
    "a website in a sentence": "Why we left amazon.com",
    "a place": "Made in Italy",
    "a feeling": "Made with love",
    "another alphabet": "Кошка",
    "characters": "猫の映画",
    "a short word": "Up",
    "photographs": "Photographs",
    "a video of something": "Video of the day",
}


@pytest.mark.parametrize("text", JUNK.values(), ids=JUNK)
def test_what_a_program_wrote_is_junk(text: str) -> None:
    assert is_junk(text)


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_what_a_person_wrote_is_none(text: str) -> None:
    assert not is_junk(text)


def test_the_files_name_goes_before_junk_and_junk_is_no_tag() -> None:
    container = {"title": "My Movie 6", "keywords": "iMovie; cats", "artist": "clideo.com", "comment": "Lavf58.76.100"}
    container |= {"creation_time": "1904-01-01T00:00:00Z", "encoder": "HandBrake 1.3.3"}
    assert described(Path("/nowhere/dog.mp4"), Description(), container) == Description("Dog", tags=("cats",))


def test_a_manifest_may_say_what_it_likes() -> None:
    said = Description("My Movie 6", tags=("iMovie",), date="1970-01-01")
    assert described(Path("/nowhere/dog.mp4"), said, {}) == said


def test_real_videos_have_titles_and_tags_that_people_wrote(shared: Path) -> None:
    found = {}
    for path in sorted((shared / "videos" / "real").iterdir()):
        if path.suffix != ".vtt":
            with av.open(str(path)) as video:
                found[path.name] = described(path, Description(), video.metadata)
    assert found["dog.mp4"].title == "Dog"
    assert found["cups.mp4"].title == "Cups_Crop"
    assert {name: about.tags for name, about in found.items() if about.tags} == {}
    assert [name for name, about in found.items() if is_junk(about.title)] == []
