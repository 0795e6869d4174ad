/** Arrow keys among cards that lie in rows: left and right follow the order, up and down the geometry. */
export type Step = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

interface Box {
  left: number;
  top: number;
  width: number;
}

/** The index that a step leads to from `at`; the same one at an edge. */
export function step(boxes: readonly Box[], at: number, key: Step): number {
  const here = boxes[at];
  if (!here) return boxes.length ? 0 : -1;
  if (key === "ArrowLeft") return Math.max(0, at - 1);
  if (key === "ArrowRight") return Math.min(boxes.length - 1, at + 1);
  const sign = key === "ArrowDown" ? 1 : -1;
  const middle = here.left + here.width / 2;
  let best = at;
  let nearest = Infinity;
  boxes.forEach((box, index) => {
    const away = (box.top - here.top) * sign;
    // Cards of one row may differ by a few pixels; a row further away costs more than any distance sideways.
    if (away < 8) return;
    const cost = away * 1000 + Math.abs(box.left + box.width / 2 - middle);
    if (cost < nearest) [best, nearest] = [index, cost];
  });
  return best;
}

/** Moves the focus among the elements that match; returns the one that has it now. */
export function walk(selector: string, key: Step): HTMLElement | null {
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((element) => element === document.activeElement);
  const target = all[step(all.map((element) => element.getBoundingClientRect()), at, key)] ?? null;
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
  return target;
}
