"""What tantivy is asked with: the fields of the lexical index, their weights, and the steps of a query over them."""

from collections.abc import Collection
from functools import cache
from typing import Any

from vsearch.texts.query import WordQuery

WEIGHTS = {"title": 3.0, "description": 1.5, "tag": 2.5, "utterance": 1.0, "screen": 1.0}
"""The fields: a word in a title counts as much as three in an utterance."""


@cache
def fields_schema() -> Any:
    """The fields of the index: stems to be searched, beside what stands for a row."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in WEIGHTS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
    for name in ("mark", "language"):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("video", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("field", "text", "spoken"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("start", "end"):
        builder.add_float_field(name, stored=True)
    return builder.build()


def narrowed(query: WordQuery, step: str, fields: Collection[str], videos: Collection[str] | None) -> Any:
    """One step of a query in some fields of some videos."""
    from tantivy import Occur
    from tantivy import Query as Search

    schema = fields_schema()
    anywhere = [
        (Occur.Should, Search.boost_query(_expression(query, step, schema, name), WEIGHTS[name])) for name in fields
    ]
    whole = Search.boolean_query(anywhere)
    if videos is None:
        return whole
    inside = Search.boost_query(Search.term_set_query(schema, "video", list(videos)), 0.0)
    return Search.boolean_query([(Occur.Must, whole), (Occur.Must, inside)])


def _expression(query: WordQuery, step: str, schema: Any, name: str) -> Any:
    from tantivy import Occur
    from tantivy import Query as Search

    def side_by_side(forms: tuple[str, ...]) -> Any:
        if len(forms) == 1:
            return Search.term_query(schema, name, forms[0], "position")
        return Search.phrase_query(schema, name, list(forms))

    if step == "phrase":
        return Search.boolean_query([(Occur.Should, side_by_side(variant)) for variant in query.stems])
    occurs = Occur.Must if step == "all" else Occur.Should
    terms = [
        Search.boolean_query([(Occur.Should, Search.term_query(schema, name, form, "position")) for form in forms])
        for forms in query.forms
    ]
    return Search.boolean_query([(occurs, term) for term in terms])
