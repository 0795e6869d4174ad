"""The query tower: reads a video as sequences, and moves its zero-shot vector towards what editors would choose."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.training.tower.attention import FAR, Alone, Clock, Guided, Sequence

Batch = Mapping[str, Tensor]
"""Padded sequences of several videos, by the names of `INPUTS`."""

INPUTS = (
    "frames", "signals", "motion", "times", "frame_mask", "spoken", "words", "kinds", "word_mask",
    "sound", "heard", "sound_mask", "prior", "prompt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TowerShape:
    """Everything that decides a tower's weights' shapes: what it reads, and how large it is."""

    frames: int
    words: int = 0
    sound: int = 0
    signals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    width: int = 256
    depth: int = 2
    heads: int = 4
    drop: float = 0.1
    attention: str = "words"
    """What pools frames and sound: "words" (text-guided) or "self" (the ablation)."""
    motion: int = 0
    """How many numbers tell how each frame moves; 0 for a tower that does not ask."""

    def plain(self) -> dict[str, Any]:
        """The shape as JSON knows it."""
        return {**asdict(self), "signals": list(self.signals), "tags": list(self.tags)}


@torch.no_grad()
def follow(mean: nn.Module, module: nn.Module, share: float) -> None:
    """Move a running mean of weights by a share towards the module; what cannot be mixed is copied."""
    for own, now in zip(mean.state_dict().values(), module.state_dict().values(), strict=True):
        if own.dtype.is_floating_point:
            own.lerp_(now, share)
        else:
            own.copy_(now)


class Tower(nn.Module):
    """Sequences in; a unit vector, a saliency a frame and logits of tags out. Untrained, the vector is the prior."""

    def __init__(self, shape: TowerShape) -> None:
        super().__init__()
        self.shape, width = shape, shape.width
        self.clock = Clock(width)
        self.see = nn.Linear(shape.frames, width)
        self.move = nn.Linear(shape.frames, width, bias=False)
        self.judge = nn.Linear(max(1, len(shape.signals)), width)
        if shape.motion:
            self.stir = nn.Sequential(
                nn.Linear(shape.motion + 1, width), nn.GELU(), nn.Linear(width, width, bias=False)
            )
        self.read = nn.Linear(shape.frames + shape.words + 4, width)
        self.hear = nn.Linear(max(1, shape.sound) + 1, width)
        self.frames = Sequence(width, shape.depth, shape.heads, shape.drop)
        self.words = Sequence(width, 0, shape.heads, shape.drop)
        self.sound = Sequence(width, 1, shape.heads, shape.drop)
        if shape.attention == "words":
            self.look, self.listen, self.told = Guided(width), Guided(width), nn.Linear(width, width)
        else:
            self.pools = nn.ModuleList([Alone(width) for _ in range(3)])
        self.gates = nn.Linear(3 * width, 3)
        self.lift = nn.Linear(shape.frames, width)
        self.fuse = nn.Sequential(nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width), nn.GELU())
        self.drop = nn.Dropout(shape.drop)
        self.project = nn.Linear(2 * width, shape.frames)
        self.copy = nn.Linear(2 * width, 2)
        self.gate = nn.Parameter(torch.zeros(()))
        self.lean = nn.Parameter(torch.zeros(3))
        """How far every vector leans towards title, description and the middle of the frames."""
        self.rank = nn.Linear(width, 1)
        self.near = nn.Parameter(torch.ones(()))
        self.ask, self.answer = nn.Linear(shape.frames, width), nn.Linear(width, width)
        self.asked = nn.Parameter(torch.ones(()))
        self.tags = nn.Linear(2 * width + shape.frames, max(1, len(shape.tags)))
        self.heat = nn.Parameter(torch.tensor(2.7))
        for head in (self.rank, self.ask):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The vectors (batch, frames' width), saliency (batch, frames) and tag logits (batch, tags)."""
        tokens, mask = self.frames(self._seen(batch), batch["frame_mask"])
        contexts, copies = self._contexts(batch, tokens, mask)
        gates = self.gates(torch.cat(contexts, -1)).sigmoid()
        gated = [context * gates[:, n : n + 1] for n, context in enumerate(contexts)]
        fused = self.drop(self.fuse(torch.cat([*gated, self.lift(batch["prior"])], -1)))
        shares = self.copy(fused).sigmoid()
        delta = 0.3 * F.normalize(self.project(fused), dim=-1)
        delta = delta + shares[:, :1] * copies[0] + shares[:, 1:] * copies[1]
        vector = F.normalize(batch["prior"] + self.gate * delta + self._leaning(batch), dim=-1)
        tags = self.tags(torch.cat([fused, vector], -1))
        return vector, self._saliency(batch, tokens[:, 1:], vector), tags

    def _seen(self, batch: Batch) -> Tensor:
        """Frame tokens: the picture, what differs in its neighbours, its quality, its time, how it moves."""
        frames, mask = batch["frames"], batch["frame_mask"][..., None]
        before = torch.cat([frames[:, :1], frames[:, :-1]], 1)
        there = torch.cat([mask[:, 1:], torch.zeros_like(mask[:, :1])], 1)
        after = torch.cat([frames[:, 1:], frames[:, -1:]], 1) * there + frames * (1 - there)
        moved = self.move(frames - 0.5 * (before + after))
        signals = batch["signals"] if self.shape.signals else torch.zeros_like(mask)
        seen: Tensor = self.see(frames) + moved + self.judge(signals) + self.clock(batch["times"])
        if self.shape.motion:
            seen = seen + self.stir(batch["motion"])
        return seen

    def _contexts(self, batch: Batch, frames: Tensor, mask: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """What frames, sound and words come to; and the frames and texts themselves, weighted by what was found."""
        said = self.read(torch.cat([batch["spoken"], batch["words"], batch["kinds"]], -1))
        words, asks = self.words(said + self.clock(batch["kinds"][..., 3:]), batch["word_mask"])
        times, sound = batch["heard"][..., :1], batch["sound"]
        sound = sound if self.shape.sound else torch.zeros_like(times)
        heard = self.hear(torch.cat([sound, batch["heard"][..., 1:]], -1)) + self.clock(times)
        heard, hearing = self.sound(heard, batch["sound_mask"])
        if self.shape.attention == "self":
            see, hear, read = self.pools
            (seen, looks), (listened, _), (told, votes) = see(frames, mask), hear(heard, hearing), read(words, asks)
        else:
            silent = torch.zeros(words.shape[0], words.shape[1], heard.shape[1], device=words.device)
            listened, _, _ = self.listen(words, asks, heard, hearing, silent)
            # The first query is nobody's word: it looks for what the sound suggests and for what is always liked.
            queries = torch.cat([words[:, :1] + self.told(listened)[:, None], words[:, 1:]], 1)
            alike = F.pad(batch["spoken"] @ batch["frames"].transpose(1, 2), (1, 0, 1, 0))
            seen, looks, votes = self.look(queries, asks, frames, mask, alike)
            told = (votes[:, None] @ words)[:, 0]
        copies = [(looks[:, None, 1:] @ batch["frames"])[:, 0], (votes[:, None, 1:] @ batch["spoken"])[:, 0]]
        return [seen, listened, told], copies

    def _leaning(self, batch: Batch) -> Tensor:
        """What is the same for every video: more or less of its title, of its description, of all its frames."""
        kinds, mask = batch["kinds"][..., :2] * batch["word_mask"][..., None], batch["frame_mask"][:, None]
        middle = F.normalize(mask @ batch["frames"], dim=-1)
        parts = torch.cat([kinds.transpose(1, 2) @ batch["spoken"], middle], 1)
        return (self.lean[:, None] * parts).sum(1)

    def _saliency(self, batch: Batch, tokens: Tensor, vector: Tensor) -> Tensor:
        """How much each frame matters; to the prompt where there is one, else to the video."""
        frames, prompt = batch["frames"], batch["prompt"]
        bilinear = (self.answer(tokens) @ self.ask(prompt)[..., None])[..., 0] / tokens.shape[-1] ** 0.5
        asked = self.asked * (frames @ prompt[..., None])[..., 0] + bilinear
        own = self.near * (frames @ vector[..., None])[..., 0]
        prompted = (prompt.abs().sum(-1, keepdim=True) > 0).to(frames.dtype)
        curve: Tensor = self.rank(tokens)[..., 0] + prompted * asked + (1 - prompted) * own
        return curve * batch["frame_mask"] + (1 - batch["frame_mask"]) * FAR


def size(tower: nn.Module) -> int:
    """How many weights a tower learns."""
    return sum(weights.numel() for weights in tower.parameters())
