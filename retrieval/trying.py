"""What viewers decide about an open library: trials of thumbnails, whom to show what, and what was clicked."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch.retrieval.trials.logging import LoggedEvents
    from vsearch.retrieval.trials.serving import ServedThumbnail
    from vsearch.retrieval.trials.starting import StartedTrials
    from vsearch.retrieval.trials.status import TrialStatus


class Trying(Contents):
    """Trials of thumbnails: a few frames of a video take turns until viewers' clicks have chosen one."""

    def start_trials(self, *videos: str, arms: int = 3, share: float = 0.2) -> "StartedTrials":
        """Begin trials of some videos, or of all without any: `arms` frames each, for a share of the viewers.

        >>> [trial] = library.start_trials("A cat looks at you", arms=2, share=1).trials
        >>> [arm.propensity for arm in trial.arms][0]
        1.0
        """
        from vsearch.retrieval.trials.starting import start

        return start(self._library, videos or None, arms, share)

    def serve_thumbnail(self, video: str, viewer: str) -> "ServedThumbnail":
        """Which thumbnail to show to whoever goes by a key now: the same to the same viewer while the shares stand.

        >>> shown = library.serve_thumbnail("A cat looks at you", "viewer 7")
        >>> shown == library.serve_thumbnail("A cat looks at you", "viewer 7")
        True
        """
        from vsearch.retrieval.trials.serving import serve

        return serve(self._library, video, viewer)

    def log_events(self, source: str | Path | TextIO | Iterable[Mapping[str, Any]]) -> "LoggedEvents":
        """Take impressions and clicks from a file, a stream or rows, each once, and decide what they decide.

        >>> shown = library.serve_thumbnail("A cat looks at you", "viewer 7")
        >>> now = datetime.datetime.now(datetime.UTC).isoformat()
        >>> event = {"event": "e1", "kind": "impression", "video": cat, "time": shown.time, "at": now}
        >>> library.log_events([event, event]).taken
        1
        """
        from vsearch.retrieval.trials.logging import log
        from vsearch.retrieval.trials.sources import rows

        return log(self._library, *rows(source))

    def trials(self, video: str = "") -> "list[TrialStatus]":
        """Every trial that runs or ended, or those of a video: its arms, what was counted, and what that tells.

        >>> [(one.state, sum(arm.shown for arm in one.arms)) for one in library.trials("A cat looks at you")]
        [('running', 1)]
        """
        from vsearch.retrieval.trials.status import status

        return status(self._library, video)

    def stop_trial(self, video: str) -> "TrialStatus":
        """End the trial of a video without a winner; what was counted stays.

        >>> library.stop_trial("A cat looks at you").state
        'stopped'
        """
        from vsearch.retrieval.trials.starting import stop
        from vsearch.retrieval.trials.status import status

        ended = stop(self._library, video)
        return next(one for one in status(self._library, ended.video) if one.trial == ended.id)
