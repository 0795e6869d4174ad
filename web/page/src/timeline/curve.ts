/** A curve over time as points for a width in pixels: of many values under one pixel the highest is drawn, so that no peak is lost. */
import { toPixel, type View } from "./scale";

export interface Curve {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export interface Point {
  readonly x: number;
  /** From 0 (lowest of the whole curve) to 1 (highest). */
  readonly y: number;
}

export function points(curve: Curve, view: View, width: number): Point[] {
  const [low, high] = range(curve.values);
  const peaks = new Map<number, number>();
  const first = Math.max(0, firstAfter(curve.times, view.from) - 1);
  for (let n = first; n < curve.times.length; n++) {
    const time = curve.times[n] ?? 0;
    const x = Math.round(toPixel(view, time, width));
    const y = high > low ? ((curve.values[n] ?? low) - low) / (high - low) : 0;
    peaks.set(x, Math.max(peaks.get(x) ?? 0, y));
    if (time > view.to) break;
  }
  return [...peaks].map(([x, y]) => ({ x, y }));
}

/** The value of the curve nearest to a time; null where there is none. */
export function valueAt(curve: Curve, time: number): number | null {
  const after = firstAfter(curve.times, time);
  const before = after - 1;
  const [a, b] = [curve.times[before], curve.times[after]];
  if (a === undefined) return curve.values[after] ?? null;
  return (b === undefined || time - a <= b - time ? curve.values[before] : curve.values[after]) ?? null;
}

/** The index of the first of some ascending times that is not before a time. */
export function firstAfter(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function range(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
