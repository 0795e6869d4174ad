"""How the demo looks: what was made, what was found, and what to try next."""

from vsearch.cli.commands.library.tour import Tour
from vsearch.cli.show import index as show_index
from vsearch.cli.show import terminal
from vsearch.cli.show.answers import results as show_results
from vsearch.cli.show.answers import segments as show_segments
from vsearch.timecodes import clock


def tour(made: Tour) -> None:
    """Every stage of the tour in turn."""
    _title("Indexed")
    show_index.closing(made.outcomes)
    if any(one.segments for one in made.season):
        _title("Intros and credits, which no thumbnail and no search shows")
        show_segments.season(made.season)
    _title("A thumbnail for every video")
    show_results.show_gallery(made.gallery)
    for words, answer in made.answers.items():
        _title(f"Search: “{words}”")
        show_results.show_answer(made.gallery.titles, answer)
    if made.reel:
        _title("A reel of the best moments")
        terminal.say(f"{made.reel.path}, {clock(made.reel.length)} from {len(made.reel.parts)} moments")
    _title("Open in a browser")
    terminal.say(str(made.page.absolute()))
    _title("Try next")
    for line in (
        "vsearch index YOUR/VIDEOS",
        'vsearch search "what you are looking for"',
        f"vsearch list --library {made.library}",
        f'vsearch search "coins" --library {made.library}',
        f"vsearch thumbnail --all --aspect 16:9,1:1,9:16 --library {made.library}",
        f'vsearch segments "Window Seat" --library {made.library}',
        f"vsearch serve --open --library {made.library}",
    ):
        terminal.say(f"  {line}")


def _title(words: str) -> None:
    terminal.console.print(f"\n{words}", style="bold")
