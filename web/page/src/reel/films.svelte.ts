/** The videos of a reel, each asked for once: how long and how fast they are, and whether they are still there. */
import { get } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Video } from "../api/types";

export class Films {
  known = $state.raw<Record<string, Video>>({});
  lost = $state.raw<Record<string, Problem>>({});
  #asked = new Map<string, Promise<void>>();

  /** Asks for what was not asked for yet, and waits for all of it; what could not be had is asked for anew. */
  async need(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#asked.get(id) ?? this.#ask(id)));
  }

  #ask(id: string): Promise<void> {
    const asked = this.#look(id);
    this.#asked.set(id, asked);
    return asked;
  }

  async #look(id: string): Promise<void> {
    try {
      const video = await get<Video>(`/videos/${encodeURIComponent(id)}`);
      this.known = { ...this.known, [id]: video };
    } catch (error) {
      this.lost = { ...this.lost, [id]: asProblem(error) };
      this.#asked.delete(id);
    }
  }
}
