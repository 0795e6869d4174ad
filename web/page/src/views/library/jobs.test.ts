import { expect, test } from "vitest";

import type { Job } from "../../api/types";
import { failures, jobText } from "./jobs";

const job = (changes: Partial<Job>): Job => ({
  id: "1", kind: "index", name: "films", by: "mara", state: "done", progress: 1, now: "", error: "", cure: "",
  notes: [], result: null, created: "", started: "", ended: "2026-01-01", ...changes,
});

test.each<[string, Job[], string[]]>([
  ["nothing where all went well", [job({ notes: ["3 indexed."] })], []],
  ["nothing that the library tells of single files", [job({ notes: ["2 indexed, 1 failed.", "a.mp4: it is empty."] })], []],
  ["why a whole job failed", [job({ state: "failed", error: "The disk is full." })], ["The disk is full."]],
  ["nothing of another kind", [job({ kind: "reel", state: "failed", error: "No." })], []],
  ["nothing that a later try mended", [job({ error: "No." }), job({ id: "2", ended: "2026-01-02" })], []],
])("attention is called to %s", (_name, jobs, lines) => expect(failures(jobs).map(({ error }) => error)).toEqual(lines));

test("a job is told in a line", () => {
  expect(jobText(job({ state: "running", progress: 0.25, now: "a.mp4" }))).toBe("Indexing · films · a.mp4 · 25%");
});
