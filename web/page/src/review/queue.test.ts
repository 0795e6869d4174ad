/** The queue of review neither loses nor repeats what waits. */
import { expect, test } from "vitest";
import { answered, filled, refilled, takenBack } from "./queue";

test("an answer moves on, and taking it back shows the item again with what is to be undone", () => {
  const once = answered(filled(["a", "b"]), "key-1");
  expect(once.waiting).toEqual(["b"]);
  const { queue, decision } = takenBack(once);
  expect(queue.waiting).toEqual(["a", "b"]);
  expect(decision).toBe("key-1");
});

test("what was skipped is taken back without anything to undo", () => {
  expect(takenBack(answered(filled(["a"]), null)).decision).toBeNull();
  expect(takenBack(filled(["a"])).queue.waiting).toEqual(["a"]);
});

test("more of the queue repeats nothing", () => {
  const queue = refilled(answered(filled(["a", "b"]), null), ["a", "b", "c"], (item) => item);
  expect(queue.waiting).toEqual(["b", "c"]);
});

test("an empty queue answers nothing", () => expect(answered(filled([]), "x").done).toEqual([]));
