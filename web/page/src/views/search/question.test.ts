import { expect, test } from "vitest";

import type { Question } from "../../api/types";
import { addressOf, asksSomething, momentOf, questionOf, typed } from "./question";

const cases: [string, Question][] = [
  ["nothing", {}],
  ["words", { words: "a red car & more" }],
  ["words to avoid", { words: "car", not: ["night", "at sea"] }],
  ["a moment", { like: { video: "v1", time: 12.5 } }],
  ["filters", { words: "x", tags: ["a", "b"], folders: ["f/g"], series: ["S"], languages: ["en"], within: ["speech"] }],
  ["bounds", { words: "x", shortest: 0, longest: 60, since: "2024-01-01", until: "2024-12-31", motion: "pan", sort: "newest" }],
];

test.each(cases)("%s survive the address", (_name, question) => {
  expect(questionOf(new URL(addressOf(question), "http://page").searchParams)).toEqual(question);
});

test.each([
  ["red car", "red car", []],
  ["red car -night", "red car", ["night"]],
  ['-"at night" red car -sea', "red car", ["at night", "sea"]],
  ["well-known place", "well-known place", []],
  ["a - b", "a - b", []],
])("%s is read as words and words to avoid", (text, words, not) => expect(typed(text)).toEqual({ words, not }));

test.each([
  ["v1@3", { video: "v1", time: 3 }],
  ["a@b@3.5", { video: "a@b", time: 3.5 }],
  ["v1", null],
  ["v1@x", null],
  [null, null],
])("%s is a moment or none", (text, moment) => expect(momentOf(text)).toEqual(moment));

test("filters alone ask nothing", () => expect(asksSomething({ tags: ["a"] })).toBe(false));
