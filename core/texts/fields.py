"""What tantivy is asked with: the fields of the lexical index, their weights, and the steps of a query over them."""

from collections.abc import Collection
from functools import cache
from typing import Any

from vsearch.texts.query import COMPOUNDING, LEAST, REST, WordQuery

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
    inside = []
    if step == "part":
        inside.append(Search.term_set_query(schema, "language", [f"={code}" for code in COMPOUNDING]))
    if videos is not None:
        inside.append(Search.term_set_query(schema, "video", list(videos)))
    musts = [(Occur.Must, Search.boost_query(one, 0.0)) for one in inside]
    return Search.boolean_query([(Occur.Must, Search.boolean_query(anywhere)), *musts])


def _expression(query: WordQuery, step: str, schema: Any, name: str) -> Any:
    from tantivy import Occur
    from tantivy import Query as Search

    def side_by_side(forms: tuple[str, ...]) -> Any:
        if len(forms) == 1:
            return Search.term_query(schema, name, forms[0], "position")
        return Search.phrase_query(schema, name, list(forms))

    if step == "part":
        return Search.boolean_query([(Occur.Should, _within(part, schema, name)) for part in query.parts])
    if step == "phrase":
        return Search.boolean_query([(Occur.Should, side_by_side(variant)) for variant in query.stems])
    occurs = Occur.Must if step == "all" else Occur.Should
    terms = []
    for unit in query.units:
        forms = dict.fromkeys(tuple(variant[word] for word in unit) for variant in query.stems)
        terms.append(Search.boolean_query([(Occur.Should, side_by_side(form)) for form in forms]))
    return Search.boolean_query([(occurs, term) for term in terms])


def _within(part: str, schema: Any, name: str) -> Any:
    """Words that begin or end with a part, and those that it begins or ends with."""
    from tantivy import Occur
    from tantivy import Query as Search

    longer = Search.regex_query(schema, name, rf"{part}.{{{REST},}}|.{{{REST},}}{part}")
    cuts = range(LEAST, len(part) - REST + 1)
    shorter = [*(part[:cut] for cut in cuts), *(part[-cut:] for cut in cuts)]
    ways = [longer, *([Search.term_set_query(schema, name, shorter)] if shorter else [])]
    return Search.boolean_query([(Occur.Should, way) for way in ways])
