"""`vsearch tag`: the tags of videos, with their evidence."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import ClusterOption, JsonOption, LibraryOption


def tag(
    videos: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Videos: ids, unique prefixes of them, titles or paths."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tag every video.")] = False,
    top: Annotated[int, typer.Option("-n", min=1, help="Tags a video.")] = 5,
    language: Annotated[str, typer.Option("--language", help="Show tags in this language, such as de.")] = "",
    cluster: ClusterOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tag videos by the votes of labelled videos that are near to each."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import results as show_results
    from vsearch.cli.show.answers import tags as show_tags
    from vsearch.cluster.work import joined
    from vsearch.errors import UsageWrong

    if every == bool(videos):
        raise UsageWrong("Give the IDs of videos, or --all for every video.")
    if cluster and not every:
        raise UsageWrong("A few videos are tagged here: --cluster goes with --all.")
    with vsearch.open(library) as opened, joined(cluster) as there:
        opened.executor = there.executor
        ids = dict.fromkeys(opened.find(video).id for video in videos or ())
        made = opened.tag_all(top) if every else [opened.tags(id, top) for id in ids]
        if as_json:
            envelope.answer(map(items.tagged, made), opened.notes, store=opened.store)
        else:
            show_tags.tagged(made, opened.tagger.labels.words, language, brief=every)
            show_results.show_notes(opened.notes)
