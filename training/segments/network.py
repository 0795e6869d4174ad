"""The network of seconds: masked context of pictures and sound, a bidirectional recurrence, attention over the whole.

    pictures, signs ── masked convolutions, 11 s ─┐
                                                  ├─ joined ── LSTM both ways ── summary tokens <-> seconds ── classes
    log-mel ────────── masked convolutions, 10 s ─┘

A few summary tokens look at all seconds, and every second looks at them, so that memory grows with the length alone
(Lee and others, Set Transformer, 2019: induced attention). What lies beyond an edge is masked: it is no silence.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vsearch.indexer.segments.seconds import PLACES, SIGNS
from vsearch.sounds.mel import BANDS


@dataclass(frozen=True, slots=True)
class SecondsShape:
    """How large a network is."""

    width: int
    """Of the vectors of pictures."""
    classes: tuple[str, ...]
    narrow: int = 48
    wide: int = 96
    tokens: int = 16
    heads: int = 4
    dropout: float = 0.2

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


class MaskedContext(nn.Module):
    """A convolution over what is there: what is masked counts as nothing, and where that is the case is told."""

    def __init__(self, given: int, made: int, reach: int, stride: int = 1) -> None:
        super().__init__()
        self.stride = stride
        self.conv = nn.Conv1d(given + 1, made, reach, stride, padding=(reach - stride + 1) // 2)

    def forward(self, rows: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Rows (batch x channels x steps) and a mask (batch x 1 x steps), each with `stride` times fewer steps."""
        made = torch.relu(self.conv(torch.cat([rows * there, there], 1)))
        if self.stride > 1:
            there = nn.functional.max_pool1d(there, self.stride)
        made = made[..., : there.shape[-1]]
        return made * there, there


class FreeAttention(nn.Module):
    """Attention whose lengths stay free when it is traced, as those of torch's own do not."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.ask, self.offer, self.carry, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, asking: Tensor, known: Tensor, masked: Tensor | None = None) -> Tensor:
        """What those who ask hear of what is known; `masked` is True where nothing is."""
        q, k, v = (
            part.unflatten(2, (self.heads, -1)).transpose(1, 2)
            for part in (self.ask(asking), self.offer(known), self.carry(known))
        )
        worth = q @ k.transpose(2, 3) / q.shape[-1] ** 0.5
        if masked is not None:
            worth = worth.masked_fill(masked[:, None, None], float("-inf"))
        made: Tensor = self.out((torch.softmax(worth, 3) @ v).transpose(1, 2).flatten(2))
        return made


class InducedAttention(nn.Module):
    """Seconds hear of each other through a few tokens that look at all of them."""

    def __init__(self, width: int, tokens: int, heads: int) -> None:
        super().__init__()
        self.tokens = nn.Parameter(torch.randn(1, tokens, width) / width**0.5)
        self.gather, self.spread = FreeAttention(width, heads), FreeAttention(width, heads)
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, rows: Tensor, inside: Tensor) -> Tensor:
        """Rows (batch x seconds x width) with what the whole video tells."""
        known = self.before(rows)
        tokens = self.tokens.expand(rows.shape[0], -1, -1)
        summary = self.gather(tokens, known, inside < 0.5)
        made: Tensor = self.after(rows + self.spread(known, summary))
        return made


class BothWays(nn.Module):
    """An LSTM from the beginning and one from the end of each video, whatever it is filled up with."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.there = nn.LSTM(width, width // 2, batch_first=True)
        self.back = nn.LSTM(width, width // 2, batch_first=True)

    def forward(self, rows: Tensor, lengths: Tensor | None) -> Tensor:
        """Batch x seconds x width."""
        # Torch's packed sequences cost the square of the length on a CPU.
        return torch.cat([self.there(rows)[0], _turned(self.back(_turned(rows, lengths))[0], lengths)], 2)


class SecondsNetwork(nn.Module):
    """Logits of each second of whole videos."""

    def __init__(self, shape: SecondsShape) -> None:
        super().__init__()
        n, self.shape = shape.narrow, shape
        self.look = nn.Linear(shape.width, n)
        self.sight = nn.ModuleList([MaskedContext(n + SIGNS, n, 5), MaskedContext(n, n, 7)])
        self.sound = nn.ModuleList([MaskedContext(BANDS, n, 5, 2), MaskedContext(n, n, 5, 2), MaskedContext(n, n, 5, 2),
                                    MaskedContext(n, n, 7)])  # fmt: skip
        self.join = nn.Linear(2 * n + SIGNS + PLACES, shape.wide)
        self.course = BothWays(shape.wide)
        self.whole = InducedAttention(shape.wide, shape.tokens, shape.heads)
        self.drop = nn.Dropout(shape.dropout)
        self.tell = nn.Linear(shape.wide, len(shape.classes))

    def forward(self, given: Mapping[str, Tensor], lengths: Tensor | None = None) -> Tensor:
        """Batch x seconds x classes; `lengths` where videos of a batch differ."""
        where = given["where"]
        inside = torch.ones_like(where[..., 0]) if lengths is None else _inside(lengths, where.shape[1])
        # Signs exist where there are no vectors; outside of the video there are neither.
        seen = torch.cat([self.look(given["pictures"]) * given["seen"][..., None], given["signs"]], 2).transpose(1, 2)
        seen, _ = self.sight[0](seen, inside[:, None])
        seen, _ = self.sight[1](seen, inside[:, None])
        heard, there = given["mel"].transpose(1, 2), given["heard"][:, None]
        for part in self.sound:
            heard, there = part(heard, there)
        rows = torch.cat([seen.transpose(1, 2), heard.transpose(1, 2), given["signs"], where], 2)
        rows = torch.relu(self.join(self.drop(rows)))
        rows = rows + self.course(rows, lengths)
        made: Tensor = self.tell(self.drop(self.whole(rows, inside)))
        return made


class PlainLSTM(nn.Module):
    """The prior work's network: the picture's vector and ten seconds of sound, silence at the edges, one LSTM."""

    def __init__(self, shape: SecondsShape) -> None:
        super().__init__()
        self.shape = shape
        self.around = 10
        self.course = nn.LSTM(shape.width + self.around * BANDS, 128, batch_first=True)
        self.tell = nn.Linear(128, len(shape.classes))

    def forward(self, given: Mapping[str, Tensor], lengths: Tensor | None = None) -> Tensor:
        """Batch x seconds x classes; it looks ahead of no second, so that what fills a video up changes nothing."""
        del lengths
        heard = given["mel"] * given["heard"][..., None]
        steps = heard.transpose(1, 2)
        heard = nn.functional.avg_pool1d(steps, 8)
        padded = nn.functional.pad(heard, (self.around // 2, self.around - self.around // 2 - 1))
        count = heard.shape[-1]
        windows = torch.cat([padded[..., n : n + count] for n in range(self.around)], 1)
        rows = torch.cat([given["pictures"], windows.transpose(1, 2)], 2)
        made: Tensor = self.tell(self.course(rows)[0])
        return made


NETWORKS: Mapping[str, type[SecondsNetwork | PlainLSTM]] = {"attention": SecondsNetwork, "lstm": PlainLSTM}
"""Networks by the name that `--model` takes."""


def _turned(rows: Tensor, lengths: Tensor | None) -> Tensor:
    """Each video from its end to its beginning; what fills it up stays behind it."""
    if lengths is None:
        return rows.flip(1)
    at = torch.arange(rows.shape[1], device=rows.device)[None]
    back = torch.where(at < lengths[:, None], lengths[:, None] - 1 - at, at)
    return rows.gather(1, back[..., None].expand_as(rows))


def _inside(lengths: Tensor, count: int) -> Tensor:
    return (torch.arange(count, device=lengths.device)[None] < lengths[:, None]).float()
