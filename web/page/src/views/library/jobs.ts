/** Background jobs, told in a line. */
import type { Job } from "../../api/types";
import { t } from "../../texts";

const ENDED = new Set(["done", "failed", "cancelled", "refused", "finished"]);

export const running = (job: Job): boolean => !ENDED.has(job.state);

export function jobText(job: Job): string {
  const now = typeof job.now === "string" ? job.now : typeof job.text === "string" ? job.text : "";
  const share = typeof job.progress === "number" ? `${Math.round(job.progress * 100)} %` : "";
  return [t.library.indexing, now, share].filter(Boolean).join(" · ");
}
