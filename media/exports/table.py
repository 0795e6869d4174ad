"""CSV: a table of the moments for spreadsheets and scripts."""

import csv
import json
from io import StringIO

from vsearch.escapes import guarded, stripped
from vsearch.media.exports.cuts import Cut, CutList

_COLUMNS = "number video title path start end duration best start_code end_code rate score match said because".split()


class Csv:
    """One row a moment, in UTF-8 with the mark that spreadsheets look for."""

    def text(self, cuts: CutList) -> str:
        """The table."""
        file = StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(_row(cut) for cut in cuts.cuts)
        return "\ufeff" + file.getvalue()


def _row(cut: Cut) -> list[object]:
    moment, start = cut.moment, cut.first + cut.start
    return [
        cut.number,
        moment.video,
        guarded(cut.video.title),
        guarded(stripped(str(cut.path))),
        f"{moment.span.start:.3f}",
        f"{moment.span.end:.3f}",
        f"{moment.span.length:.3f}",
        f"{moment.best:.3f}",
        cut.rate.code(start),
        cut.rate.code(start + cut.frames),
        f"{float(cut.rate.fps):.3f}",
        f"{moment.score:.4f}",
        moment.match,
        guarded(moment.said),
        json.dumps(dict(moment.because), ensure_ascii=False),
    ]
