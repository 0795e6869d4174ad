/** Jobs of indexing, told in a line. */
import type { Job } from "../../api/types";
import { t } from "../../texts";
import { percent } from "../../texts/clock";

export const running = (job: Job): boolean => job.state === "waiting" || job.state === "running";

export function jobText(job: Job): string {
  const state = job.state === "waiting" ? t.library.waiting : t.library.indexing;
  return [state, job.name, job.now, job.progress == null ? "" : percent(job.progress)].filter(Boolean).join(" · ");
}

/** What indexing could not do, the newest first: the reasons of single files, or why a whole job failed. */
export function failures(jobs: readonly Job[]): { job: Job; lines: string[] }[] {
  return jobs
    .filter((job) => job.kind === "index" && !running(job))
    .map((job) => ({ job, lines: [...(job.error ? [`${job.error} ${job.cure}`.trim()] : []), ...job.notes.slice(job.error ? 0 : 1)] }))
    .filter(({ lines }) => lines.length > 0)
    .sort((one, other) => other.job.ended.localeCompare(one.job.ended));
}
