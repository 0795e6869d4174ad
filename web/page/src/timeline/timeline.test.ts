/** The timeline's arithmetic: views, ticks, frames, trims and curves. */
import { describe, expect, test } from "vitest";
import { points, valueAt } from "./curve";
import { begins, frameAt, snap, stepped } from "./frames";
import { pinched, wheeled } from "./gestures";
import { levels, rows, NOTHING } from "./lanes";
import { around, inside, pan, reveal, toPixel, toTime, whole, zoom } from "./scale";
import { loudness, spoken } from "./seconds";
import { step, ticks } from "./ticks";
import { between, moved, nudged } from "./trim";

describe("a view", () => {
  test("keeps the time under the pointer where it is when zoomed", () => {
    const near = zoom(whole(100), 4, 30, 100);
    expect(toPixel(near, 30, 1000)).toBeCloseTo(toPixel(whole(100), 30, 1000));
    expect(near.to - near.from).toBeCloseTo(25);
  });
  test.each([
    ["past the end", { from: 90, to: 110 }, { from: 80, to: 100 }],
    ["before the start", { from: -5, to: 5 }, { from: 0, to: 10 }],
    ["longer than the film", { from: -50, to: 500 }, { from: 0, to: 100 }],
    ["shorter than allowed", { from: 50, to: 50.1 }, { from: 50, to: 50.5 }],
  ])("never leaves the film: %s", (_, view, held) => expect(inside(view, 100)).toEqual(held));
  test("of a film shorter than the deepest zoom still has a length", () => {
    expect(zoom(whole(0), 8, 0, 0)).toEqual({ from: 0, to: 0.5 });
  });
  test("follows a time that leaves it, and stands still otherwise", () => {
    const view = { from: 10, to: 20 };
    expect(reveal(view, 15, 100)).toBe(view);
    expect(reveal(view, 20.5, 100)).toEqual({ from: 19.5, to: 29.5 });
  });
  test("pans, and shows a stretch with air around it", () => {
    expect(pan({ from: 0, to: 10 }, 95, 100)).toEqual({ from: 90, to: 100 });
    expect(around(50, 60, 100)).toEqual({ from: 48, to: 62 });
  });
  test("maps pixels to times and back", () => {
    expect(toTime({ from: 10, to: 20 }, toPixel({ from: 10, to: 20 }, 13, 777), 777)).toBeCloseTo(13);
  });
});

describe("ticks", () => {
  test.each([
    ["a day", { from: 0, to: 86400 }, 1000, 10800],
    ["a minute", { from: 0, to: 60 }, 1000, 10],
    ["half a second", { from: 3, to: 3.5 }, 1000, 0.1],
  ])("of %s are round and have room", (_, view, width, seconds) => expect(step(view, width)).toBe(seconds));
  test("are few, and lie inside the view", () => {
    const found = ticks({ from: 61.3, to: 75 }, 600);
    expect(found.length).toBeLessThan(60);
    expect(found.every((tick) => tick.time >= 61.2 && tick.time <= 75.1)).toBe(true);
    expect(found.filter((tick) => tick.major).map((tick) => tick.time)).toEqual([65, 70, 75]);
  });
});

describe("frames", () => {
  test.each([
    [25, 1 / 25], [30000 / 1001, 1001 / 30000], [0, 1 / 25], [Number.NaN, 1 / 25],
  ])("of %s a second are stepped one by one", (fps, length) => {
    const next = stepped(2, 1, fps, 10);
    expect(frameAt(next, fps)).toBe(frameAt(2, fps) + 1);
    expect(next).toBeGreaterThan(2 - length);
    expect(next).toBeLessThan(2 + 2 * length);
  });
  test("step back and forth to the same frame", () => {
    let time = 4.321;
    const first = frameAt(time, 23.976);
    for (const by of [1, 1, -1, -1]) time = stepped(time, by, 23.976, 10);
    expect(frameAt(time, 23.976)).toBe(first);
  });
  test("end at the first and the last", () => {
    expect(stepped(0, -1, 25, 10)).toBe(0);
    expect(frameAt(stepped(9.99, 5, 25, 10), 25)).toBe(249);
  });
  test("begin where snapping puts a time", () => expect(snap(1.01, 25)).toBeCloseTo(begins(25, 25)));
});

describe("a trim", () => {
  const film = { duration: 10, fps: 25 };
  test.each([
    ["the start is moved past the end", "start", 9, { start: 4.96, end: 5 }],
    ["the end is moved before the start", "end", 1, { start: 2, end: 2.04 }],
    ["the end leaves the film", "end", 99, { start: 2, end: 10 }],
    ["all of it leaves the film", "both", 9, { start: 7, end: 10 }],
    ["the start lies between frames", "start", 3.011, { start: 3, end: 5 }],
  ] as const)("stays a stretch of frames when %s", (_, side, time, right) => {
    const cut = moved({ start: 2, end: 5 }, side, time, film);
    expect(cut.start).toBeCloseTo(right.start);
    expect(cut.end).toBeCloseTo(right.end);
  });
  test("is nudged by frames", () => expect(nudged({ start: 2, end: 5 }, "end", -3, film).end).toBeCloseTo(4.88));
  test("lies between in and out in either order", () => {
    expect(between(6, 2, film)).toEqual({ start: 2, end: 6 });
    expect(between(8, null, film)).toEqual({ start: 8, end: 10 });
  });
});

describe("a curve", () => {
  const times = Array.from({ length: 1000 }, (_, n) => n / 10);
  const curve = { times, values: times.map((time) => (time === 50 ? 9 : 1)) };
  test("keeps its peak in few points", () => {
    const drawn = points(curve, whole(100), 50);
    expect(drawn.length).toBeLessThanOrEqual(51);
    expect(Math.max(...drawn.map((point) => point.y))).toBe(1);
  });
  test("tells its value at the nearest time", () => {
    expect(valueAt(curve, 50.04)).toBe(9);
    expect(valueAt({ times: [], values: [] }, 3)).toBeNull();
  });
  test("that is flat lies at the bottom", () => {
    expect(points({ times: [0, 1], values: [2, 2] }, whole(1), 10).every((point) => point.y === 0)).toBe(true);
  });
});

describe("rows", () => {
  test("that have nothing in them take no room", () => {
    expect(rows(NOTHING).map((row) => row.lane)).toEqual(["ruler"]);
    expect(rows({ ...NOTHING, shots: [{ start: 0, end: 1 }] }).map((row) => row.lane)).toEqual(["ruler", "shots"]);
  });
  test("that are awaited keep their room", () => {
    expect(rows({ ...NOTHING, awaited: { curve: true, frames: true } }).map((row) => row.lane)).toEqual(["ruler", "frames", "curve"]);
  });
  test("grow with sounds that overlap, and never beyond three levels", () => {
    const sounds = [0, 1, 2, 3, 4].map((start) => ({ start, end: 9, name: "Music" }));
    expect(levels(sounds)).toEqual([0, 1, 2, 2, 2]);
    expect(levels([{ start: 0, end: 1 }, { start: 1, end: 2 }])).toEqual([0, 0]);
    expect(rows({ ...NOTHING, sounds })[1]?.height).toBe(48);
  });
});

describe("what is told by the second", () => {
  test("becomes stretches of speech", () => {
    expect(spoken([0, 0.8, 0.9, 0.1, 0.5])).toEqual([{ start: 1, end: 3 }, { start: 4, end: 5 }]);
    expect(spoken([])).toEqual([]);
  });
  test("becomes a curve of loudness that silence does not flatten", () => {
    expect(loudness([-120, -20])).toEqual({ times: [0.5, 1.5], values: [-60, -20] });
    expect(loudness([])).toBeNull();
  });
});

describe("gestures", () => {
  const wheel = { deltaX: 0, deltaY: 0, shiftKey: false, ctrlKey: false };
  const view = { from: 40, to: 60 };
  test("a wheel zooms around the pointer, and pans sideways or with Shift", () => {
    const near = wheeled(view, { ...wheel, deltaY: -200 }, 250, 1000, 100);
    expect(near.to - near.from).toBeLessThan(20);
    expect(toPixel(near, 45, 1000)).toBeCloseTo(250);
    expect(wheeled(view, { ...wheel, deltaX: 100 }, 0, 1000, 100)).toEqual({ from: 42, to: 62 });
    expect(wheeled(view, { ...wheel, deltaY: 100, shiftKey: true }, 0, 1000, 100)).toEqual({ from: 42, to: 62 });
  });
  test("fingers that part come nearer", () => {
    const near = pinched(view, 600, 800, 400, 1000, 100);
    expect(near.to - near.from).toBeCloseTo(10);
  });
});
