/** Crop windows stay inside the picture and keep their shape. */
import { expect, test } from "vitest";
import { boxAround, freedom, shape, shifted } from "./box";

const wide = { width: 1920, height: 1080 };

test.each([["16:9", 1, 1], ["1:1", 0.5625, 1], ["9:16", 0.3164, 1], ["21:9", 1, 0.7619]])(
  "a window of %s is as large as fits", (aspect, w, h) => {
    const box = boxAround(aspect, wide);
    expect(box.w).toBeCloseTo(w, 3);
    expect(box.h).toBeCloseTo(h, 3);
    expect((box.w * wide.width) / (box.h * wide.height)).toBeCloseTo(shape(aspect));
  },
);

test.each([[0, 0], [1, 1], [0.5, -3]])("a window around %d, %d never leaves the picture", (x, y) => {
  const box = boxAround("1:1", wide, x, y);
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.w).toBeLessThanOrEqual(1 + 1e-9);
  expect(box.y).toBeCloseTo(0);
});

test("a window moves as far as it goes", () => {
  const box = boxAround("9:16", wide);
  expect(shifted(box, 5, 5)).toMatchObject({ x: 1 - box.w, y: 0 });
  expect(shifted(box, -5, 0).x).toBe(0);
  expect(shifted(box, 0.1, 0).x).toBeCloseTo(box.x + 0.1);
});

test("a window that holds more than the picture stays around it", () => {
  expect(shifted({ x: -0.5, y: 0, w: 2, h: 1 }, 1, 0).x).toBe(-0.5);
});

test("it is known which way a window moves", () => {
  expect(freedom(boxAround("16:9", wide))).toBe("none");
  expect(freedom(boxAround("1:1", wide))).toBe("across");
  expect(freedom(boxAround("16:9", { width: 9, height: 16 }))).toBe("down");
});

test("what is no shape is refused", () => expect(() => shape("wide")).toThrow("No shape"));
