/** The marks of a timeline's ruler: round steps with enough room for their labels. */
import type { View } from "./scale";

export interface Tick {
  readonly time: number;
  /** Only major ticks carry a label. */
  readonly major: boolean;
}

const STEPS = [0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const PARTS = new Map([[0.04, 4], [15, 3], [30, 3], [900, 3], [1800, 3]]);

/** The seconds between labels so that labels lie at least `room` pixels apart. */
export function step(view: View, width: number, room = 90): number {
  const least = ((view.to - view.from) * room) / Math.max(width, 1);
  return STEPS.find((one) => one >= least) ?? Math.ceil(least / 3600) * 3600;
}

/** The ticks inside a view, ascending. */
export function ticks(view: View, width: number, room = 90): Tick[] {
  const major = step(view, width, room);
  const parts = PARTS.get(major) ?? 5;
  const minor = major / parts;
  const found: Tick[] = [];
  for (let n = Math.ceil(view.from / minor - 1e-9); n * minor <= view.to + 1e-9; n++) {
    found.push({ time: round(n * minor), major: n % parts === 0 });
  }
  return found;
}

function round(time: number): number {
  return Math.round(time * 1e6) / 1e6;
}
