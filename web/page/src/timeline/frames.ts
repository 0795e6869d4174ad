/** Frames of a film by its mean rate: where one begins, and the time of the next; a film of variable rate is stepped by its mean. */

/** The rate that is counted with where a film names none. */
export const USUAL = 25;

export function rate(fps: number): number {
  return Number.isFinite(fps) && fps > 0 ? fps : USUAL;
}

/** The number of the frame that is on the screen at a time. */
export function frameAt(time: number, fps: number): number {
  return Math.max(0, Math.floor(time * rate(fps) + 1e-4));
}

/** The time at which a frame begins. */
export function begins(frame: number, fps: number): number {
  return Math.max(0, frame) / rate(fps);
}

/** The nearest border between frames. */
export function snap(time: number, fps: number): number {
  return Math.max(0, Math.round(time * rate(fps))) / rate(fps);
}

/** A time inside the frame some frames away, a quarter into it so that rounding cannot show its neighbour. */
export function stepped(time: number, by: number, fps: number, duration: number): number {
  const last = Math.max(0, Math.ceil(duration * rate(fps) - 1e-4) - 1);
  const frame = Math.min(Math.max(frameAt(time, fps) + by, 0), last);
  return frame === 0 ? 0 : (frame + 0.25) / rate(fps);
}
