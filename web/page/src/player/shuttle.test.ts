/** J, K and L change speed step by step. */
import { expect, test } from "vitest";
import { backward, forward } from "./shuttle";

test.each([[0, 1], [1, 2], [2, 4], [4, 4], [-4, 1], [-1, 1]])("L at speed %d gives %d", (from, to) => {
  expect(forward(from)).toBe(to);
});
test.each([[0, -1], [-1, -2], [-2, -4], [-4, -4], [2, -1]])("J at speed %d gives %d", (from, to) => {
  expect(backward(from)).toBe(to);
});
