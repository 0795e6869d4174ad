/** The videos of a reel, each asked for once: how long and how fast they are, and whether they are still there. */
import { get } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Video } from "../api/types";

export class Films {
  known = $state.raw<Record<string, Video>>({});
  lost = $state.raw<Record<string, Problem>>({});
  #asked = new Set<string>();

  async need(ids: readonly string[]): Promise<void> {
    const fresh = [...new Set(ids)].filter((id) => !this.#asked.has(id));
    for (const id of fresh) this.#asked.add(id);
    await Promise.all(fresh.map((id) => this.#ask(id)));
  }

  async #ask(id: string): Promise<void> {
    try {
      const video = await get<Video>(`/videos/${encodeURIComponent(id)}`);
      this.known = { ...this.known, [id]: video };
    } catch (error) {
      this.lost = { ...this.lost, [id]: asProblem(error) };
      this.#asked.delete(id);
    }
  }
}
