/** Moments that are selected in the results, to be used together. */
import type { Moment, Video } from "../../api/types";

export interface Chosen {
  video: Video;
  moment: Moment;
}

export const keyOf = ({ video, moment }: Chosen): string => `${video.id}@${moment.start}`;

class Selection {
  all = $state.raw<ReadonlyMap<string, Chosen>>(new Map());

  has(chosen: Chosen): boolean {
    return this.all.has(keyOf(chosen));
  }

  toggle(chosen: Chosen): void {
    const next = new Map(this.all);
    if (!next.delete(keyOf(chosen))) next.set(keyOf(chosen), chosen);
    this.all = next;
  }

  clear(): void {
    this.all = new Map();
  }
}

export const selection = new Selection();
