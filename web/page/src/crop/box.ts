/** A window of one shape that is moved over a picture: as large as fits, and never outside; all in shares of the picture. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
}

/** Width by height of "16:9". */
export function shape(aspect: string): number {
  const [wide, high] = aspect.split(":").map(Number);
  if (!wide || !high || wide < 0 || high < 0) throw new RangeError(`No shape such as 16:9: ${aspect}`);
  return wide / high;
}

/** The largest window of a shape around a point. */
export function boxAround(aspect: string, picture: Picture, x = 0.5, y = 0.5): Box {
  const ratio = shape(aspect) / (picture.width / picture.height);
  const [w, h] = ratio < 1 ? [ratio, 1] : [1, 1 / ratio];
  return placed({ x: x - w / 2, y: y - h / 2, w, h });
}

/** The window moved by shares of the picture, as far as it goes. */
export function shifted(box: Box, dx: number, dy: number): Box {
  return placed({ ...box, x: box.x + dx, y: box.y + dy });
}

/** Which way a window can move at all. */
export function freedom(box: Box): "across" | "down" | "both" | "none" {
  const [across, down] = [box.w < 0.999, box.h < 0.999];
  return across && down ? "both" : across ? "across" : down ? "down" : "none";
}

/** A box that holds more than the picture (padding) stays as it is. */
function placed(box: Box): Box {
  return { ...box, x: slid(box.x, box.w), y: slid(box.y, box.h) };
}

function slid(at: number, length: number): number {
  return length >= 1 ? (1 - length) / 2 : Math.min(Math.max(at, 0), 1 - length);
}
