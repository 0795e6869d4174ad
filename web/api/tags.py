"""Tags of videos with the votes for them, labels, and the vocabulary."""

from typing import Annotated

from fastapi import APIRouter, Query

from vsearch.errors import TrainingImpossible
from vsearch.retrieval.tags.tagger import Suggestion
from vsearch.web.context import Here
from vsearch.web.http.cursors import part
from vsearch.web.safety.discretion import notes
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import Cursor, From, Limit, ListPage
from vsearch.web.schemas.tags import LabelChanges, LabelledVideo, Pair, Tags, TagSuggestion, TagVote, VocabularyWord

routes = APIRouter(tags=["tags"])


@routes.get("/videos/{id}/tags")
def read_tags(id: str, here: Here, person: Asker, top: Annotated[int, Query(ge=1, le=40)] = 8) -> Tags:
    """The tags of a video, those that are suggested, and who voted for them."""
    row, library = here.row(id), here.library
    has = library.label(row.id)
    given, denied = list(has.given), list(has.denied)
    try:
        found = library.tags(row.id, top)
    except TrainingImpossible:
        note = "Nothing can be suggested yet: accept or give tags to some videos, or add words to the vocabulary."
        return Tags(given=given, denied=denied, tags=[], suggestions=[], notes=[note])
    tags, suggestions = ([_told(one) for one in some] for some in (found.tags, found.suggestions))
    return Tags(
        given=given,
        denied=denied,
        tags=tags,
        suggestions=suggestions,
        notes=notes([*library.notes, *found.notes], person),
    )


def _told(one: Suggestion) -> TagSuggestion:
    return TagSuggestion(
        name=one.tag.name,
        probability=one.tag.score,
        sure=one.tag.sure,
        how=one.how,
        votes=votes(one),
    )


def votes(one: Suggestion) -> list[TagVote]:
    """Who voted for a tag, and with which frames."""
    return [
        TagVote(
            video=vote.video,
            title=vote.title,
            time=vote.pairs[0].there if vote.pairs else None,
            similarity=vote.similarity,
            weight=vote.weight,
            frames=[Pair(here=pair.here, there=pair.there, similarity=pair.similarity) for pair in vote.pairs],
        )
        for vote in one.votes
    ]


@routes.post("/videos/{id}/labels")
def label(id: str, labels: LabelChanges, here: Here, person: Asker) -> LabelledVideo:
    """Give tags to a video, and deny others; what it has now."""
    acting = here.deciding(person)
    made = acting.label(here.row(id).id, *labels.add, deny=labels.deny)
    return LabelledVideo(given=list(made.given), denied=list(made.denied), decisions=acting.store.decided)


@routes.get("/vocabulary")
def list_words(
    here: Here,
    prefix: Annotated[str, Query(max_length=100, description="Letters that a name or a synonym begins with.")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
    start: From = 0,
) -> ListPage[VocabularyWord]:
    """The words of the vocabulary and every tag in use; the most used first where a prefix is given."""
    begin = prefix.strip().casefold()
    found = [
        VocabularyWord(name=one.word.name, videos=one.videos, synonyms=list(one.word.synonyms), above=list(one.above))
        for one in here.library.vocabulary()
        if any(name.casefold().startswith(begin) for name in (one.word.name, *one.word.synonyms))
    ]
    found = sorted(found, key=lambda word: -word.videos) if begin else found
    shown, after = part(found, [word.name for word in found], cursor, limit, start)
    return ListPage(items=shown, next=after, total=len(found))
