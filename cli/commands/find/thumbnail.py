"""`vsearch thumbnail`: the frames that could stand for a video."""

from pathlib import Path
from typing import Annotated, Any

import typer

import vsearch
from vsearch.cli.groups import grouped
from vsearch.cli.options import ClusterOption, JsonOption, LibraryOption, prompted


def pictures(
    aspect: Annotated[str, typer.Option(help="Shapes to cut, such as 16:9,1:1,9:16 [the video's own].")] = "",
    size: Annotated[int, typer.Option(help="Pixels of the longer side, at most.")] = 1280,
    format: Annotated[str, typer.Option(help="jpg, webp, avif or png.")] = "jpg",  # noqa: A002
) -> dict[str, Any]:
    """How the pictures are cut and written."""
    return {"aspects": [part.strip() for part in aspect.split(",") if part.strip()], "size": size, "kind": format}


def many(
    all_: Annotated[bool, typer.Option("--all", help="Every video of the library.")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="Every video that has none in the output folder.")] = False,
    stale: Annotated[
        bool,
        typer.Option("--stale", help="Every video whose thumbnail is older than its frames, pin or tower."),
    ] = False,
) -> str:
    """Which videos of the library are meant, "" for those that are named."""
    which = [name for name, chosen in (("all", all_), ("missing", missing), ("stale", stale)) if chosen]
    if len(which) > 1:
        raise vsearch.UsageWrong("Only one of --all, --missing and --stale can be chosen.")
    return "".join(which)


def places(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.")] = Path("thumbnails"),
    beside: Annotated[
        bool,
        typer.Option("--beside", help="Write name-thumb and name-poster next to the video (Kodi, Jellyfin, Plex)."),
    ] = False,
) -> dict[str, Any]:
    """Where the pictures are written."""
    return {"folder": output, "beside": beside}


@grouped(shapes=pictures, into=places, which=many)
def thumbnail(
    *,
    videos: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Videos: ids, prefixes of them, titles or paths.")
    ] = None,
    top: Annotated[int, typer.Option("--top", "-n", min=0, help="How many; 0 lets coverage decide.")] = 5,
    prompt: Annotated[str | None, typer.Option(help="Words that the thumbnail should show.")] = None,
    text: Annotated[
        bool | None, typer.Option("--text/--no-text", help="Only frames with writing on them, or without any.")
    ] = None,
    shapes: dict[str, Any],
    into: dict[str, Any],
    which: str,
    clean: Annotated[
        bool,
        typer.Option(
            "--clean", help="Delete what earlier runs for the same wrote to the output folder, not only name it."
        ),
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a contact sheet: a page of the candidates.")
    ] = None,
    with_segments: Annotated[
        bool, typer.Option("--with-segments", help="Let intros, credits and other packaging in.")
    ] = False,
    cluster: ClusterOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the frames that an editor would have picked, each with its reasons."""
    from vsearch.cli.show import envelope, items, terminal
    from vsearch.cli.show.answers import results as show_results
    from vsearch.cluster.work import joined

    with vsearch.open(library) as opened, joined(cluster) as there:
        opened.executor = there.executor
        made = opened.save_thumbnails(
            *videos or (),
            which=which,
            top=top,
            prompt=prompted(prompt),
            text=text,
            **shapes,
            **into,
            clean=clean,
            html=html,
            with_segments=with_segments,
        )
        if as_json:
            notes = [note for item, saved in made.written for note in (item.note, *(one.note for one in saved))]
            envelope.answer(items.gallery(made), [*opened.notes, *notes], store=opened.store, **items.left(made))
        elif opened.ids():
            show_results.show_gallery(made, cleaned=clean)
            show_results.show_notes(opened.notes)
            if html:
                terminal.say(f"Contact sheet: {html.absolute()}")
        else:
            terminal.say(f"{opened.store.location} holds no video yet. Fill it with `vsearch index FOLDER`.")
    if made.failures:
        raise typer.Exit(1)
