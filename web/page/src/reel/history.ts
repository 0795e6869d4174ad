/** Values that can be undone and redone; the past is bounded. */

export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
}

const MOST = 100;

export function begun<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

/** A change; what is the same object is no change. */
export function changed<T>(history: History<T>, now: T): History<T> {
  if (now === history.now) return history;
  return { past: [...history.past.slice(1 - MOST), history.now], now, future: [] };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past[history.past.length - 1];
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

export function redone<T>(history: History<T>): History<T> {
  const [after, ...later] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.now], now: after, future: later };
}
