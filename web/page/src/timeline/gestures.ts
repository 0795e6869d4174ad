/** What wheels and fingers do to the view of a timeline. */
import { pan, toTime, zoom, type View } from "./scale";

export interface Turned {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
}

/** Down and up zoom around the pointer, sideways (or with Shift) pans; a pinch on a touchpad comes as a wheel with Ctrl. */
export function wheeled(view: View, wheel: Turned, x: number, width: number, duration: number): View {
  const across = wheel.shiftKey ? wheel.deltaY : wheel.deltaX;
  const down = wheel.shiftKey ? 0 : wheel.deltaY;
  if (Math.abs(across) > Math.abs(down)) return pan(view, (across / width) * (view.to - view.from), duration);
  return zoom(view, Math.exp(-down * (wheel.ctrlKey ? 0.01 : 0.002)), toTime(view, x, width), duration);
}

/** Two fingers, of which one moved: the times under both stay under them, as far as the film allows. */
export function pinched(view: View, before: number, now: number, other: number, width: number, duration: number): View {
  const [far, near] = [Math.abs(before - other), Math.abs(now - other)];
  const middle = toTime(view, (now + other) / 2, width);
  const zoomed = far > 8 && near > 8 ? zoom(view, near / far, middle, duration) : view;
  return pan(zoomed, -((now - before) / 2 / width) * (zoomed.to - zoomed.from), duration);
}
