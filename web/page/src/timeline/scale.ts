/** The part of a film that a timeline shows, and how times lie on its pixels; a view never leaves the film. */

export interface View {
  readonly from: number;
  readonly to: number;
}

/** Seconds that stay visible at the deepest zoom. */
export const SHORTEST = 0.5;

/** The whole of a film. */
export function whole(duration: number): View {
  return { from: 0, to: Math.max(duration, SHORTEST) };
}

/** The nearest view that lies inside the film and is neither shorter nor longer than allowed. */
export function inside(view: View, duration: number): View {
  const longest = Math.max(duration, SHORTEST);
  const length = Math.min(Math.max(view.to - view.from, SHORTEST), longest);
  const from = Math.min(Math.max(view.from, 0), longest - length);
  return { from, to: from + length };
}

/** Zoom by a factor (above 1 comes nearer) so that the time under the pointer stays where it is. */
export function zoom(view: View, factor: number, around: number, duration: number): View {
  const length = (view.to - view.from) / factor;
  const held = Math.min(Math.max(length, SHORTEST), Math.max(duration, SHORTEST));
  const share = (around - view.from) / (view.to - view.from);
  const from = around - share * held;
  return inside({ from, to: from + held }, duration);
}

/** Move the view by seconds. */
export function pan(view: View, seconds: number, duration: number): View {
  return inside({ from: view.from + seconds, to: view.to + seconds }, duration);
}

/** The view that shows a time: itself while the time is visible, else moved so that it is a tenth from the edge. */
export function reveal(view: View, time: number, duration: number): View {
  if (time >= view.from && time <= view.to) return view;
  const length = view.to - view.from;
  return inside({ from: time - length * 0.1, to: time + length * 0.9 }, duration);
}

/** The view that shows a stretch with a fifth of air on each side. */
export function around(start: number, end: number, duration: number): View {
  const air = Math.max((end - start) * 0.2, SHORTEST / 2);
  return inside({ from: start - air, to: end + air }, duration);
}

export function toPixel(view: View, time: number, width: number): number {
  return ((time - view.from) / (view.to - view.from)) * width;
}

export function toTime(view: View, pixel: number, width: number): number {
  return view.from + (pixel / Math.max(width, 1)) * (view.to - view.from);
}
