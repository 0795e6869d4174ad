/** One video as its view knows it: what was asked of the server, and what everything on the view shares. */
import { get } from "../../api/client";
import type { FilmCurve, Line, SampledFrame, VideoDetail, WrittenLine } from "../../api/film";
import type { Page } from "../../api/types";
import { Player } from "../../player/player.svelte";
import { Resource } from "../../state/resource.svelte";
import { t } from "../../texts/video";
import { NOTHING, type Content } from "../../timeline/lanes";
import { whole, type View } from "../../timeline/scale";
import { loudness, spoken } from "../../timeline/seconds";
import { between, moved, type Side, type Stretch } from "../../timeline/trim";

export class Film {
  readonly id: string;
  readonly player = new Player();
  readonly detail = new Resource<VideoDetail>();
  readonly frames = new Resource<Page<SampledFrame>>();
  readonly curve = new Resource<FilmCurve>();
  readonly lines = new Resource<Page<Line>>();
  readonly written = new Resource<Page<WrittenLine>>();
  view = $state.raw<View>(whole(0));
  cut = $state.raw<Stretch | null>(null);
  readonly video = $derived(this.detail.value);
  readonly content = $derived(contentOf(this.detail.value, this.frames, this.curve));

  constructor(id: string) {
    this.id = id;
  }

  get path(): string {
    return `/videos/${encodeURIComponent(this.id)}`;
  }

  async load(time: number): Promise<void> {
    await this.detail.load((signal) => get<VideoDetail>(this.path, {}, signal), this.path);
    const video = this.detail.value;
    if (!video) return;
    this.view = whole(video.duration);
    void this.player.open({ ...video, missing: video.missing || video.source_gone }, time);
    void this.frames.load((signal) => get<Page<SampledFrame>>(`${this.path}/frames`, {}, signal), `${this.path}/frames`);
    void this.lines.load((signal) => get<Page<Line>>(`${this.path}/transcript`, {}, signal), `${this.path}/transcript`);
    void this.written.load((signal) => get<Page<WrittenLine>>(`${this.path}/screen`, {}, signal), `${this.path}/screen`);
  }

  /** Asks again what is known of it, after something was decided. */
  async reload(): Promise<void> {
    await this.detail.load((signal) => get<VideoDetail>(this.path, {}, signal), this.path);
  }

  steer(prompt: string): void {
    void this.curve.load((signal) => get<FilmCurve>(`${this.path}/curve`, { prompt }, signal), `${this.path}/curve ${prompt}`);
  }

  /** Marks from here; what was marked to before stays if it lies behind. */
  markIn(): void {
    if (!this.video) return;
    const end = this.cut && this.cut.end > this.player.time ? this.cut.end : null;
    this.cut = between(this.player.time, end, this.video);
  }

  markOut(): void {
    if (!this.video) return;
    const start = this.cut && this.cut.start < this.player.time ? this.cut.start : Math.max(0, this.player.time - 5);
    this.cut = between(start, this.player.time, this.video);
  }

  trim(side: Side, time: number): void {
    if (!this.cut || !this.video) return;
    this.cut = moved(this.cut, side, time, this.video);
    this.player.pause();
    this.player.seek(side === "end" ? Math.max(this.cut.end - 0.5 / (this.video.fps || 25), 0) : this.cut.start);
  }

  /** What is marked, else the shot that is on the screen. */
  get chosen(): Stretch | null {
    const time = this.player.time;
    return this.cut ?? this.video?.shots.find((shot) => time >= shot.start && time < shot.end) ?? null;
  }

  toShot(by: 1 | -1): void {
    const starts = this.video?.shots.map((shot) => shot.start) ?? [];
    const time = this.player.time;
    const next = by > 0 ? starts.find((start) => start > time + 0.05) : starts.findLast((start) => start < time - 0.3);
    if (next !== undefined) this.player.seek(next);
    else if (by < 0) this.player.seek(0);
  }
}

function contentOf(video: VideoDetail | null, frames: Resource<Page<SampledFrame>>, curve: Resource<FilmCurve>): Content {
  if (!video) return NOTHING;
  return {
    shots: video.shots,
    frames: [...(frames.value?.items ?? [])].sort((a, b) => a.time - b.time),
    curve: curve.value,
    awaited: { frames: frames.awaited, curve: curve.awaited },
    loudness: loudness(video.loudness),
    speech: spoken(video.speech),
    sounds: video.events.map(({ start, end, kind }) => ({ start, end, name: t.kind(kind) })),
    segments: [...video.segments, ...video.chapters].map(({ start, end, kind, title, sure }) => ({
      start,
      end,
      name: (title || t.kind(kind)) + (sure ? "" : t.unsure),
    })),
  };
}
