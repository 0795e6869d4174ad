/** A reel: moments of several videos in an order, each trimmed to the frame, with a length to aim at. */
import { moved, nudged, same, type Film, type Side } from "../timeline/trim";

export interface Piece {
  /** Tells two pieces of the same moment apart. */
  readonly key: string;
  readonly video: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

export interface Reel {
  readonly pieces: readonly Piece[];
  /** Seconds to aim at; null if any length will do. */
  readonly target: number | null;
}

export const EMPTY: Reel = { pieces: [], target: null };

export function length(reel: Reel): number {
  return reel.pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0);
}

export function added(reel: Reel, piece: Piece, at = reel.pieces.length): Reel {
  return { ...reel, pieces: [...reel.pieces.slice(0, at), piece, ...reel.pieces.slice(at)] };
}

export function removed(reel: Reel, key: string): Reel {
  const pieces = reel.pieces.filter((piece) => piece.key !== key);
  return pieces.length === reel.pieces.length ? reel : { ...reel, pieces };
}

/** The reel with a piece moved before what stands at a place now; the place after the last is its length. */
export function placed(reel: Reel, key: string, before: number): Reel {
  const from = reel.pieces.findIndex((piece) => piece.key === key);
  const piece = reel.pieces[from];
  if (!piece) return reel;
  const rest = reel.pieces.filter((one) => one !== piece);
  const to = Math.min(Math.max(before > from ? before - 1 : before, 0), rest.length);
  return to === from ? reel : added({ ...reel, pieces: rest }, piece, to);
}

/** The reel with a piece moved by places. */
export function shifted(reel: Reel, key: string, by: number): Reel {
  const from = reel.pieces.findIndex((piece) => piece.key === key);
  return placed(reel, key, by > 0 ? from + by + 1 : from + by);
}

export function trimmed(reel: Reel, key: string, side: Side, time: number, film: Film): Reel {
  return altered(reel, key, (piece) => moved(piece, side, time, film));
}

export function nudgedBy(reel: Reel, key: string, side: Side, frames: number, film: Film): Reel {
  return altered(reel, key, (piece) => nudged(piece, side, frames, film));
}

/** The same pieces in the same order, with the same target. */
export function alike(a: Reel, b: Reel): boolean {
  return a.target === b.target && a.pieces.length === b.pieces.length && a.pieces.every((piece, n) => {
    const other = b.pieces[n];
    return other !== undefined && piece.video === other.video && same(piece, other);
  });
}

export function aimed(reel: Reel, target: number | null): Reel {
  return { ...reel, target: target !== null && target > 0 ? target : null };
}

/** Where in the reel a piece begins. */
export function offset(reel: Reel, index: number): number {
  return length({ ...reel, pieces: reel.pieces.slice(0, index) });
}

/** Which piece plays at a time of the reel, and the time inside its video; null after the end. */
export function at(reel: Reel, time: number): { index: number; time: number } | null {
  let begin = 0;
  for (const [index, piece] of reel.pieces.entries()) {
    const long = piece.end - piece.start;
    if (time < begin + long) return { index, time: piece.start + Math.max(0, time - begin) };
    begin += long;
  }
  return null;
}

/** How a reel stands to its target: nothing, short, right (within a twentieth), or long. */
export function fit(reel: Reel): "none" | "short" | "right" | "long" {
  if (reel.target === null) return "none";
  const share = length(reel) / reel.target;
  return share < 0.95 ? "short" : share > 1.05 ? "long" : "right";
}

function altered(reel: Reel, key: string, change: (piece: Piece) => { start: number; end: number }): Reel {
  return { ...reel, pieces: reel.pieces.map((one) => (one.key === key ? { ...one, ...change(one) } : one)) };
}
