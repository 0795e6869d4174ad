/** Jobs of indexing: begun, told in a line, and those that failed as a whole. */
import { call } from "../../api/client";
import type { Job, Retry } from "../../api/types";
import { live } from "../../state/live.svelte";
import { t } from "../../texts";
import { percent } from "../../texts/clock";

export const running = (job: Job): boolean => job.state === "waiting" || job.state === "running";

export function jobText(job: Job): string {
  const state = job.state === "waiting" ? t.library.waiting : t.library.indexing;
  return [state, job.name, job.now, job.progress == null ? "" : percent(job.progress)].filter(Boolean).join(" · ");
}

/** Has a folder indexed; the job is known to all views at once. */
export async function index(asked: Retry): Promise<Job> {
  const job = await call<Job>("POST", "/jobs", {
    json: { kind: "index", ...asked },
    headers: { "Idempotency-Key": crypto.randomUUID() },
  });
  live.know([job]);
  return job;
}

/** The folders whose last try failed as a whole, the latest first; what single files failed of, the library tells. */
export function failures(jobs: readonly Job[]): Job[] {
  const ended = jobs.filter((job) => job.kind === "index" && !running(job)).sort((one, other) => other.ended.localeCompare(one.ended));
  const last = ended.filter((job, index) => ended.findIndex(({ name }) => name === job.name) === index);
  return last.filter(({ error }) => error !== "");
}
