"""`vsearch vocabulary`: the tags there are, their synonyms, what lies above them, their names in other languages."""

from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption

vocabulary = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="The words that tags are made of: list, add, merge, remove.",
)


@vocabulary.command(name="list")
def list_words(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List every word and every tag in use."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import tags as show_tags

    with vsearch.open(library) as opened:
        rows = opened.vocabulary()
    envelope.answer(items.words(rows)) if as_json else show_tags.vocabulary(rows)


@vocabulary.command()
def add(
    name: Annotated[str, typer.Argument(metavar="[TAG]", help="A word.")] = "",
    synonyms: Annotated[list[str] | None, typer.Option("--synonym", "-s", help="Another name; repeatable.")] = None,
    parent: Annotated[str, typer.Option("--parent", "-p", help="The word above it: a dog is an animal.")] = "",
    alone: Annotated[bool, typer.Option("--no-parent", help="Take back what lies above it.")] = False,
    languages: Annotated[
        list[str] | None, typer.Option("--language", metavar="CODE=NAME", help="Its name there, de=Hund; repeatable.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="A file of words: text (dog = puppy < animal), CSV, TSV, JSONL.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a word, or more about a word; or all words of a file."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import tags as show_tags
    from vsearch.errors import UsageWrong

    if bool(name) == (source is not None):
        raise UsageWrong("Give a word, or a file of words with --from.")
    if odd := [pair for pair in languages or () if not all(pair.partition("="))]:
        raise UsageWrong(f"{odd[0]!r} is no name in a language. Write CODE=NAME, such as de=Hund.")
    told = dict(pair.split("=", 1) for pair in languages or ())
    with vsearch.open(library) as opened:
        if source is not None:
            made = opened.add_words(source)
            if as_json:
                envelope.answer(items.words(opened.vocabulary()), made.troubles, added=made.count)
            else:
                show_tags.added(made)
            return
        if alone:
            opened.clear_parent(name)
        opened.add_word(name, synonyms=synonyms or (), languages=told, parent=parent)
        rows = opened.vocabulary()
    envelope.answer(items.words(rows)) if as_json else show_tags.vocabulary(rows)


@vocabulary.command()
def merge(
    kept: Annotated[str, typer.Argument(metavar="TAG", help="The name that stays.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The tag that becomes a synonym of it.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make two tags one: labels of both count for the first."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import tags as show_tags

    with vsearch.open(library) as opened:
        opened.merge_words(kept, other)
        rows = opened.vocabulary()
    envelope.answer(items.words(rows)) if as_json else show_tags.vocabulary(rows)


@vocabulary.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="TAG", help="The word to give up; labels stay.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a word out of the vocabulary."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import tags as show_tags

    with vsearch.open(library) as opened:
        opened.remove_word(name)
        rows = opened.vocabulary()
    envelope.answer(items.words(rows)) if as_json else show_tags.vocabulary(rows)
