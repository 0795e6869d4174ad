/** Words are found as people type them, and marks fit the text as it is written. */
import { expect, test } from "vitest";
import { marks, nextMatch, saidAt } from "./find";

test.each([
  ["case", "The Cat sat", "cat", ["Cat"]],
  ["accents", "Un café noir", "cafe", ["café"]],
  ["letters that grow when folded", "İstanbul ve İzmir", "izmir", ["İzmir"]],
  ["letters of two units", "go 🚀 rocket", "rocket", ["rocket"]],
  ["several", "ha, Ha, HA", "ha", ["ha", "Ha", "HA"]],
  ["nothing asked", "anything", "  ", []],
  ["nothing found", "anything", "cat", []],
])("marks fit: %s", (_, text, phrase, found) => {
  expect(marks(text, phrase).map(([from, to]) => Array.from(text).slice(from, to).join(""))).toEqual(found);
});

test.each([[-1, -1], [0, -1], [1, 0], [2.5, 0], [3, 1], [99, 1]])("at %d s line %d is being said", (time, line) => {
  expect(saidAt([{ start: 1, end: 2, text: "a" }, { start: 3, end: 4, text: "b" }], time)).toBe(line);
});

test("the next match goes around the end", () => {
  expect(nextMatch([2, 5], 5, 1)).toBe(2);
  expect(nextMatch([2, 5], 2, -1)).toBe(5);
  expect(nextMatch([], 2, 1)).toBe(-1);
});
