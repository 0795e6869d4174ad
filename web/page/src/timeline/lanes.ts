/** The rows of a timeline and what lies in each; a row that has nothing in it takes no room. */
import type { Curve } from "./curve";
import type { Stretch } from "./trim";

export interface Named extends Stretch {
  readonly name: string;
}

export interface Sampled {
  readonly time: number;
  readonly kept: boolean;
  readonly reason: string;
}

/** Everything a timeline shows of a film; times are seconds, lists ascend by time. */
export interface Content {
  readonly shots: readonly Stretch[];
  readonly frames: readonly Sampled[];
  readonly curve: Curve | null;
  readonly loudness: Curve | null;
  readonly speech: readonly Stretch[];
  readonly sounds: readonly Named[];
  readonly segments: readonly Named[];
  /** What is still on its way: its room is kept, so that nothing below moves when it comes. */
  readonly awaited: Readonly<Partial<Record<Lane, boolean>>>;
}

export const NOTHING: Content = {
  shots: [], frames: [], curve: null, loudness: null, speech: [], sounds: [], segments: [], awaited: {},
};

export type Lane = "ruler" | "segments" | "shots" | "frames" | "curve" | "speech" | "sounds";

export interface Row {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
}

const HEIGHTS: readonly (readonly [Lane, number])[] = [
  ["ruler", 22], ["segments", 18], ["shots", 16], ["frames", 20], ["curve", 48], ["speech", 12], ["sounds", 16],
];
const GAP = 4;
/** Sounds that overlap lie below each other, in so many levels at most. */
const LEVELS = 3;

/** The rows from top to bottom. */
export function rows(content: Content): Row[] {
  let top = 0;
  return HEIGHTS.filter(([lane]) => filled(content, lane)).map(([lane, one]) => {
    const height = lane === "sounds" ? one * Math.max(1, ...levels(content.sounds).map((level) => level + 1)) : one;
    const row = { lane, top, height };
    top += height + GAP;
    return row;
  });
}

export function height(all: readonly Row[]): number {
  const last = all[all.length - 1];
  return last ? last.top + last.height + 2 : 0;
}

export function rowAt(all: readonly Row[], y: number): Row | undefined {
  return all.find((row) => y >= row.top - GAP / 2 && y < row.top + row.height + GAP / 2);
}

/** In which level each stretch lies so that those of one level do not overlap; all that is too much lies in the last. */
export function levels(all: readonly Stretch[]): number[] {
  const ends: number[] = [];
  return all.map((one) => {
    const free = ends.findIndex((end) => end <= one.start + 1e-6);
    const level = free >= 0 ? free : Math.min(ends.length, LEVELS - 1);
    ends[level] = Math.max(ends[level] ?? 0, one.end);
    return level;
  });
}

/** The sampled frame nearest to a time, if one lies within some seconds of it. */
export function nearest(frames: readonly Sampled[], time: number, within: number): Sampled | undefined {
  let best: Sampled | undefined;
  for (const frame of frames) {
    if (!best || Math.abs(frame.time - time) < Math.abs(best.time - time)) best = frame;
  }
  return best && Math.abs(best.time - time) <= within ? best : undefined;
}

/** The stretches in which a time lies. */
export function holding<S extends Stretch>(all: readonly S[], time: number): S[] {
  return all.filter((one) => time >= one.start && time < one.end);
}

function filled(content: Content, lane: Lane): boolean {
  if (lane === "ruler" || content.awaited[lane]) return true;
  if (lane === "curve") return (content.curve?.times.length ?? 0) > 1;
  if (lane === "sounds") return content.sounds.length > 0 || (content.loudness?.times.length ?? 0) > 1;
  return content[lane].length > 0;
}
