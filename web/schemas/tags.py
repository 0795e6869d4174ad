"""Tags: those that a video has, those that are suggested with the votes for them, and the vocabulary."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from vsearch.web.schemas.moments import Name


class Pair(BaseModel):
    """A frame here that resembles a frame there, in seconds."""

    here: float
    there: float
    similarity: float


class TagVote(BaseModel):
    """A labelled video that voted for a tag, and its frame that resembles this video most."""

    video: str
    title: str
    time: float | None = None
    similarity: float | None = None
    weight: float
    frames: list[Pair]


class TagSuggestion(BaseModel):
    """A tag that a video may have."""

    name: str
    probability: float
    sure: bool
    how: str = Field(description="`votes`, `votes and tower` or `zero-shot`.")
    votes: list[TagVote]


TAGS: JsonDict = {
    "given": ["coffee"],
    "denied": [],
    "tags": [],
    "suggestions": [{"name": "kitchen", "probability": 0.7, "sure": False, "how": "votes", "votes": []}],
    "notes": [],
}


class Tags(BaseModel):
    """The tags of a video, and what is suggested."""

    model_config = ConfigDict(json_schema_extra={"example": TAGS})

    given: list[str]
    denied: list[str]
    tags: list[TagSuggestion] = Field(description="Those that are sure.")
    suggestions: list[TagSuggestion]
    notes: list[str]


class LabelChanges(BaseModel):
    """Tags that a video is given, and tags that it is known not to have."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"add": ["kitchen"], "deny": ["garden"]}})

    add: list[Name] = Field(default_factory=list, max_length=64)
    deny: list[Name] = Field(default_factory=list, max_length=64)


class LabelledVideo(BaseModel):
    """The tags of a video now."""

    given: list[str]
    denied: list[str]
    decisions: list[str] = Field(description="The keys by which this can be undone.")


class VocabularyWord(BaseModel):
    """A word of the vocabulary, and how many videos have it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "dog", "videos": 3, "synonyms": ["hound"], "above": ["animal"]}}
    )

    name: str
    videos: int
    synonyms: list[str]
    above: list[str]
