import { expect, test } from "vitest";

import { pieces } from "./pieces";

const told = (text: string, marks: [number, number][]): string =>
  pieces(text, marks).map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join("");

test.each<[string, string, [number, number][], string]>([
  ["no mark", "a cat", [], "a cat"],
  ["a word", "a cat sat", [[2, 5]], "a [cat] sat"],
  ["letters beyond the first plane", "🐈🐈 cat", [[3, 6]], "🐈🐈 [cat]"],
  ["marks that overlap", "abcdef", [[1, 4], [2, 5]], "a[bcd][e]f"],
  ["marks in no order", "abcdef", [[4, 5], [0, 1]], "[a]bcd[e]f"],
])("%s", (_name, text, marks, expected) => expect(told(text, marks)).toBe(expected));
