/** Gives a film to a <video> element: the file itself where the browser plays it, else HLS made on demand. */
import { get } from "../api/client";
import type { Playable } from "../api/types";

const known = new Map<string, Promise<Playable>>();

/** How a video is played here; asked once a video. */
export function playable(video: string): Promise<Playable> {
  let found = known.get(video);
  if (!found) {
    found = get<Playable>(`/videos/${encodeURIComponent(video)}/play`);
    found.catch(() => known.delete(video));
    known.set(video, found);
  }
  return found;
}

/** Loads a video into the element, from `start` on; what it returns lets go of it. */
export async function attach(element: HTMLVideoElement, video: string, start = 0): Promise<() => void> {
  const { mode, url } = await playable(video);
  const native = mode === "file" || element.canPlayType("application/vnd.apple.mpegurl") !== "";
  if (native) {
    element.src = start > 0 ? `${url}#t=${start}` : url;
    return () => {
      element.removeAttribute("src");
      element.load();
    };
  }
  const { default: Hls } = await import("hls.js/light");
  const player = new Hls({ startPosition: start, maxBufferLength: 20, enableWorker: false });
  player.loadSource(url);
  player.attachMedia(element);
  return () => player.destroy();
}
