import { expect, test } from "vitest";

import type { Job } from "../../api/types";
import { failures, jobText } from "./jobs";

const job = (changes: Partial<Job>): Job => ({
  id: "1", kind: "index", name: "films", by: "mara", state: "done", progress: 1, now: "", error: "", cure: "",
  notes: [], result: null, created: "", started: "", ended: "2026-01-01", ...changes,
});

test.each<[string, Job[], string[]]>([
  ["nothing where all went well", [job({ notes: ["3 indexed."] })], []],
  ["files that were refused", [job({ notes: ["2 indexed, 1 failed.", "a.mp4: it is empty."] })], ["a.mp4: it is empty."]],
  ["why a whole job failed", [job({ state: "failed", error: "The disk is full.", cure: "Free some." })], ["The disk is full. Free some."]],
  ["nothing of another kind", [job({ kind: "reel", state: "failed", error: "No." })], []],
  ["nothing that a later try mended", [job({ notes: ["", "a"] }), job({ id: "2", ended: "2026-01-02", notes: ["1 indexed."] })], []],
])("attention is called to %s", (_name, jobs, lines) => expect(failures(jobs).flatMap((each) => each.lines)).toEqual(lines));

test("a job is told in a line", () => {
  expect(jobText(job({ state: "running", progress: 0.25, now: "a.mp4" }))).toBe("Indexing · films · a.mp4 · 25 %");
});
