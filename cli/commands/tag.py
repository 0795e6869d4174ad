"""`vsearch tag`: the tags of a video, with their evidence."""

from typing import Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption


def tag(
    video: Annotated[
        str, typer.Argument(metavar="[ID]", help="A video's id, a unique prefix of it, its title or its path.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Tag every video.")] = False,
    top: Annotated[int, typer.Option("-n", min=1, help="Tags a video.")] = 5,
    language: Annotated[str, typer.Option("--language", help="Show tags in this language, such as de.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tag a video by the votes of labelled videos that are near to it."""
    from vsearch.cli.show import tags as show_tags
    from vsearch.cli.show import terminal
    from vsearch.errors import UsageWrong
    from vsearch.retrieval.library import Library
    from vsearch.retrieval.tags import tagging

    opened = Library.open(library)
    if every == bool(video):
        raise UsageWrong("Give the ID of one video, or --all for every video.")
    made = tagging.tag_all(opened, top) if every else [tagging.tag(opened, video, top)]
    if as_json:
        terminal.as_json(made if every else made[0])
        return
    words = opened.tagger.labels.words
    show_tags.tagged_all(made, words, language) if every else show_tags.tagged(made[0], words, language)
