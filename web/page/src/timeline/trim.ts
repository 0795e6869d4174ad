/** A stretch of a film that is trimmed to the frame: it keeps at least one frame and never leaves the film. */
import { rate, snap } from "./frames";

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Film {
  readonly duration: number;
  readonly fps: number;
}

export type Side = "start" | "end" | "both";

/** The stretch with one side, or both, moved to a time; both keeps its length. */
export function moved(cut: Stretch, side: Side, time: number, film: Film): Stretch {
  const frame = 1 / rate(film.fps);
  const at = snap(time, film.fps);
  const last = Math.max(frame, film.duration);
  if (side === "start") return { start: within(at, 0, snap(cut.end, film.fps) - frame), end: cut.end };
  if (side === "end") return { start: cut.start, end: within(at, cut.start + frame, last) };
  const length = cut.end - cut.start;
  const start = within(at, 0, Math.max(0, last - length));
  return { start, end: start + length };
}

/** The stretch with one side, or both, nudged by frames. */
export function nudged(cut: Stretch, side: Side, frames: number, film: Film): Stretch {
  const from = side === "end" ? cut.end : cut.start;
  return moved(cut, side, from + frames / rate(film.fps), film);
}

/** The stretch between an in and an out point in whatever order they were set; without an out it runs to `most` seconds. */
export function between(first: number, second: number | null, film: Film, most = 5): Stretch {
  const other = second ?? Math.min(first + most, film.duration);
  const start = snap(Math.min(first, other), film.fps);
  return moved({ start, end: film.duration }, "end", Math.max(first, other), film);
}

export function same(a: Stretch, b: Stretch): boolean {
  return Math.abs(a.start - b.start) < 1e-3 && Math.abs(a.end - b.end) < 1e-3;
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, Math.max(low, high)));
}
