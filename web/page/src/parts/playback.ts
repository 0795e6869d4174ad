/** How a video is played here, asked once a video. */
import { get } from "../api/client";
import type { Playable } from "../api/types";

const known = new Map<string, Promise<Playable>>();

export function playable(video: string): Promise<Playable> {
  let found = known.get(video);
  if (!found) {
    found = get<Playable>(`/videos/${encodeURIComponent(video)}/play`);
    found.catch(() => known.delete(video));
    known.set(video, found);
  }
  return found;
}
