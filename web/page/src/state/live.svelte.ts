/** What changes elsewhere: the server's events, followed for as long as the page is open. */
import { untrack } from "svelte";

import { API } from "../api/client";
import type { Job } from "../api/types";

/** A server that starts again is back within this time. */
const PATIENCE_MS = 4000;

class Live {
  /** Grows with each change of the library; a view that reads it asks again. */
  revision = $state(0);
  jobs = $state.raw<Record<string, Job>>({});
  /** True once the server has not answered for a while. */
  away = $state(false);

  /** Takes in jobs that an answer told of. */
  know(jobs: readonly Job[]): void {
    this.jobs = { ...untrack(() => this.jobs), ...Object.fromEntries(jobs.map((job) => [job.id, job])) };
  }
}

export const live = new Live();

function read<T>(event: Event): T | null {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as T;
  } catch {
    return null;
  }
}

/** Follows the events until it is told to stop; `broken` is called whenever they break off. */
export function follow(broken: () => void): () => void {
  const source = new EventSource(`${API}/events`);
  let waiting = 0;
  let begun = false;
  source.addEventListener("open", () => {
    window.clearTimeout(waiting);
    live.away = false;
  });
  source.addEventListener("error", () => {
    broken();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => (live.away = true), PATIENCE_MS);
  });
  source.addEventListener("revision", () => {
    // The first one tells the state that the page begins with.
    if (begun) live.revision += 1;
    begun = true;
  });
  source.addEventListener("job", (event) => {
    const job = read<Job>(event);
    if (job) live.know([job]);
  });
  return () => {
    window.clearTimeout(waiting);
    source.close();
  };
}
