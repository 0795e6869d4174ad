import { expect, test } from "vitest";

import { step, type Step } from "./walk";

// Five cards: three in the first row, two in the second.
const boxes = [0, 1, 2, 3, 4].map((n) => ({ left: (n % 3) * 100, top: Math.floor(n / 3) * 80, width: 90 }));

test.each<[string, number, Step, number]>([
  ["nowhere leads to the first", -1, "ArrowDown", 0],
  ["right", 0, "ArrowRight", 1],
  ["right over the end of a row", 2, "ArrowRight", 3],
  ["right at the last", 4, "ArrowRight", 4],
  ["left at the first", 0, "ArrowLeft", 0],
  ["down", 1, "ArrowDown", 4],
  ["down to the nearest where the row is shorter", 2, "ArrowDown", 4],
  ["up", 3, "ArrowUp", 0],
  ["up in the first row", 1, "ArrowUp", 1],
])("%s", (_name, at, key, target) => expect(step(boxes, at, key)).toBe(target));

test("without cards there is nowhere to go", () => expect(step([], -1, "ArrowDown")).toBe(-1));
