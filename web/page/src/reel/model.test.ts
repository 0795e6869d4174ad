/** A reel is reordered, trimmed and measured without ever losing a piece. */
import { expect, test } from "vitest";
import { begun, changed, redone, undone } from "./history";
import { added, aimed, alike, at, EMPTY, fit, length, nudgedBy, offset, placed, removed, shifted, trimmed, type Piece, type Reel } from "./model";

function piece(key: string, start = 0, end = 2): Piece {
  return { key, video: `v${key}`, title: key, start, end };
}
const film = { duration: 10, fps: 25 };
const abc: Reel = { pieces: ["a", "b", "c"].map((key) => piece(key)), target: null };
const keys = (reel: Reel): string => reel.pieces.map((one) => one.key).join("");

test.each([
  ["a", 3, "bca"], ["a", 2, "bac"], ["a", 0, "abc"], ["a", 1, "abc"], ["c", 0, "cab"], ["b", 99, "acb"], ["x", 0, "abc"],
])("%s placed before %d gives %s", (key, before, order) => expect(keys(placed(abc, key, before))).toBe(order));

test.each([["a", 1, "bac"], ["a", -1, "abc"], ["c", 1, "abc"], ["c", -1, "acb"], ["b", 1, "acb"]])(
  "%s moved by %d gives %s", (key, by, order) => expect(keys(shifted(abc, key, by))).toBe(order),
);

test("pieces are added anywhere and removed", () => {
  expect(keys(added(abc, piece("d"), 1))).toBe("adbc");
  expect(keys(removed(abc, "b"))).toBe("ac");
  expect(removed(abc, "x")).toBe(abc);
  expect(length(EMPTY)).toBe(0);
});

test("a trim changes one piece and the length", () => {
  expect(length(trimmed(abc, "b", "end", 3, film))).toBeCloseTo(7);
  expect(length(nudgedBy(abc, "a", "start", 5, film))).toBeCloseTo(5.8);
});

test("two reels are alike when the same is seen in the same order", () => {
  expect(alike(abc, { ...abc, pieces: abc.pieces.map((one) => ({ ...one, key: `other ${one.key}` })) })).toBe(true);
  expect(alike(abc, shifted(abc, "a", 1))).toBe(false);
  expect(alike(abc, aimed(abc, 5))).toBe(false);
});

test("a time of the reel is a time of a video", () => {
  const reel = { ...abc, pieces: [piece("a", 1, 3), piece("b", 5, 6)] };
  expect(at(reel, 0.5)).toEqual({ index: 0, time: 1.5 });
  expect(at(reel, 2.25)).toEqual({ index: 1, time: 5.25 });
  expect(at(reel, 3)).toBeNull();
  expect(offset(reel, 1)).toBe(2);
});

test.each([[null, "none"], [60, "short"], [6.1, "right"], [3, "long"], [-1, "none"]] as const)(
  "a reel of six seconds that aims at %s is %s", (target, word) => expect(fit(aimed(abc, target))).toBe(word),
);

test("what is undone can be redone until something else is done", () => {
  const done = changed(changed(begun("a"), "b"), "c");
  expect(undone(done).now).toBe("b");
  expect(redone(undone(done)).now).toBe("c");
  expect(redone(changed(undone(done), "d")).now).toBe("d");
  expect(undone(begun("a")).now).toBe("a");
});

test("the past is bounded", () => {
  let history = begun(0);
  for (let n = 1; n <= 500; n++) history = changed(history, n);
  expect(history.past.length).toBe(100);
  expect(undone(history).now).toBe(499);
});
