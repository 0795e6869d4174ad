"""`vsearch show`: everything that is known of videos."""

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption, VideosArgument


def video(videos: VideosArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Show everything known of videos, each with a picture of its timeline."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import video as show_video

    with vsearch.open(library) as opened:
        found = [opened.show(id) for id in dict.fromkeys(opened.find(video).id for video in videos)]
        if as_json:
            envelope.answer(map(items.video, found), store=opened.store)
        else:
            for report in found:
                show_video.everything(report)
