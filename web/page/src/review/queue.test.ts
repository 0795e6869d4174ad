/** The queue of review neither loses nor repeats what waits. */
import { expect, test } from "vitest";
import { answered, filled, refilled, takenBack } from "./queue";

test("an answer moves on, and taking it back shows the item again with what is to be undone", () => {
  const once = answered(filled(["a", "b"]), "key-1");
  expect(once.waiting).toEqual(["b"]);
  const { queue, answer } = takenBack(once);
  expect(queue.waiting).toEqual(["a", "b"]);
  expect(answer).toBe("key-1");
});

test("what was skipped is taken back without anything to undo", () => {
  expect(takenBack(answered(filled(["a"]), null)).answer).toBeNull();
  expect(takenBack(filled(["a"])).queue.waiting).toEqual(["a"]);
});

test("an answer that could not be kept is taken back from among others", () => {
  const queue = takenBack(answered(answered(filled(["a", "b"]), "1"), "2"), 0).queue;
  expect(queue.waiting).toEqual(["a"]);
  expect(queue.done.map((one) => one.item)).toEqual(["b"]);
});

test("more of the queue repeats nothing", () => {
  const queue = refilled(answered(filled(["a", "b"]), null), ["a", "b", "c"], (item) => item);
  expect(queue.waiting).toEqual(["b", "c"]);
});

test("an empty queue answers nothing", () => expect(answered(filled([]), "x").done).toEqual([]));
