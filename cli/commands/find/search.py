"""`vsearch search`: moments that match words, a picture or another moment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import vsearch
from vsearch.cli.groups import grouped
from vsearch.cli.options import EngineOption, JsonOption, LibraryOption
from vsearch.cli.outputs import outputs
from vsearch.retrieval.motion import MOTIONS
from vsearch.retrieval.search.channels import CHANNELS

if TYPE_CHECKING:
    from vsearch.media.delivery import Wanted


def scope(
    videos: Annotated[
        list[str] | None, typer.Option("--video", metavar="ID", help="Only in this video; may be repeated.")
    ] = None,
    folders: Annotated[
        list[Path] | None, typer.Option("--folder", help="Only in videos below this folder; may be repeated.")
    ] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="Only in videos with this tag; repeated, with all of them.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only from this day, month or year on (2026-03-02).")] = None,
    until: Annotated[str | None, typer.Option(help="Only up to this day, month or year.")] = None,
    motion: Annotated[str | None, typer.Option(help=f"Only what moves so: {', '.join(MOTIONS)}.")] = None,
) -> dict[str, Any]:
    """Which videos are asked, and what of them, as the options say."""
    return {"videos": videos, "folders": folders, "tags": tags, "since": since, "until": until, "motion": motion}


@grouped(among=scope, wanted=outputs)
def search(
    *,
    words: Annotated[list[str] | None, typer.Argument(help="What to look for, as you would say it.")] = None,
    image: Annotated[Path | None, typer.Option(help="Look for what this picture shows.")] = None,
    like: Annotated[str | None, typer.Option(metavar="ID@TIME", help="Look for what this moment shows.")] = None,
    avoid: Annotated[list[str] | None, typer.Option("--not", help="What must not be there; may be repeated.")] = None,
    inside: Annotated[
        str | None, typer.Option("--in", help=f"Where to look: {', '.join(CHANNELS.own)}, or several with commas.")
    ] = None,
    among: dict[str, Any],
    top: Annotated[
        int, typer.Option("--top", "-n", help="How many moments, at most three of a video where several are asked.")
    ] = 10,
    threshold: Annotated[float | None, typer.Option(help="From which score on a match is good, 0 to 1 [0.5].")] = None,
    refine: Annotated[bool, typer.Option("--refine", help="Decode around the best hits for exact edges.")] = False,
    saved: Annotated[
        str, typer.Option(metavar="NAME", help="Ask a saved search; what is given besides takes its place.")
    ] = "",
    save: Annotated[str, typer.Option(metavar="NAME", help="Keep what is asked under this name.")] = "",
    with_segments: Annotated[
        bool, typer.Option("--with-segments", help="Let intros, credits and other packaging in.")
    ] = False,
    engine: EngineOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    wanted: "Wanted",
) -> None:
    """Find the moments that match WORDS, a picture or another moment, in all videos or some."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import outputs as show_outputs
    from vsearch.cli.show.answers import results as show_results

    given = {
        "words": " ".join(words or ()), "like": like, "avoid": avoid, "threshold": threshold, **among,
        "inside": None if inside is None else [part.strip() for part in inside.split(",") if part.strip()],
    }  # fmt: skip
    with vsearch.open(library, engine=engine) as opened:
        asked = opened.saved_search(saved).query.arguments if saved else {}
        asked |= {name: value for name, value in given.items() if value not in (None, "")}
        answer = opened.search(**asked, image=image, top=top, refine=refine, with_segments=with_segments)
        if save:
            opened.save_search(save, _kept(asked, image))
        query = asked.get("words") or asked.get("like") or (image.name if image else "")
        written = opened.deliver(answer.moments, wanted, query=query, note=answer.note)
        if as_json:
            more = {"sure": answer.sure, "threshold": answer.threshold} | items.written(written)
            envelope.answer(answer.moments, [answer.note], store=opened.store, **more)
        else:
            show_results.show_answer(opened.titles(moment.video for moment in answer.moments), answer)
            show_outputs.show_written(written)
    if written.refused:
        raise typer.Exit(1)


def _kept(asked: dict[str, Any], image: Path | None) -> "vsearch.SavedQuery":
    """What is asked, as it can be kept."""
    if image:
        raise vsearch.UsageWrong(f"A saved search cannot keep {image.name}: pictures are asked about, not stored.")
    kept: dict[str, Any] = dict(asked)
    for name in kept.keys() & {"avoid", "inside", "videos", "folders", "tags", "series", "languages"}:
        kept[name] = tuple(str(Path(one).absolute() if name == "folders" else one) for one in kept[name])
    return vsearch.SavedQuery(**kept)
