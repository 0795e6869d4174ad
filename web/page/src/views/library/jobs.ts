/** Jobs of indexing, told in a line. */
import type { Job } from "../../api/types";
import { t } from "../../texts";
import { percent } from "../../texts/clock";

export const running = (job: Job): boolean => job.state === "waiting" || job.state === "running";

export function jobText(job: Job): string {
  const state = job.state === "waiting" ? t.library.waiting : t.library.indexing;
  return [state, job.name, job.now, job.progress == null ? "" : percent(job.progress)].filter(Boolean).join(" · ");
}

/** What indexing a folder could not do when it was tried last: the reasons of single files, or why all of it failed. */
export function failures(jobs: readonly Job[]): { job: Job; lines: string[] }[] {
  const ended = jobs.filter((job) => job.kind === "index" && !running(job));
  const latest = ended.filter((job) => !ended.some((other) => other.name === job.name && other.ended > job.ended));
  return latest
    .map((job) => ({ job, lines: [...(job.error ? [`${job.error} ${job.cure}`.trim()] : []), ...job.notes.slice(job.error ? 0 : 1)] }))
    .filter(({ lines }) => lines.length > 0)
    .sort((one, other) => other.job.ended.localeCompare(one.job.ended));
}
