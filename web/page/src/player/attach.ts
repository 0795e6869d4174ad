/** Gives a video element its film: the file itself, or HLS by hls.js, which is fetched only then. */
import type { Playable } from "../api/types";

export interface Attached {
  detach: () => void;
}

/** Who is told what cannot be played at all, and what is missing of a part that is played. */
export interface Told {
  fail: (sentence: string) => void;
  note: (sentence: string) => void;
}

/** The element plays the film as soon as it is asked to, from the second `from` tells then: keys may move on meanwhile. */
export async function attach(element: HTMLVideoElement, playable: Playable, from: () => number, told: Told): Promise<Attached> {
  if (playable.mode === "file") return direct(element, playable.url, from());
  const { default: Hls } = await import("hls.js/light");
  if (Hls.isSupported()) return streamed(Hls, from(), element, playable.url, told);
  if (element.canPlayType("application/vnd.apple.mpegurl")) return direct(element, playable.url, from());
  told.fail("This browser plays neither this film's file nor HLS.");
  return { detach: () => undefined };
}

// The worker would be made from a blob, which the server's content policy forbids.
function options(from: number): Record<string, unknown> {
  return {
    enableWorker: false,
    startPosition: from,
    maxBufferLength: 20,
    maxMaxBufferLength: 40,
    backBufferLength: 30,
    fragLoadPolicy: { default: patience },
  };
}

// A part is made when it is asked for; where all encoders work for others, the server says to come again.
const patience = {
  maxTimeToFirstByteMs: 30_000,
  maxLoadTimeMs: 60_000,
  timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
  errorRetry: {
    maxNumRetry: 8,
    retryDelayMs: 1000,
    maxRetryDelayMs: 8000,
    shouldRetry: (config: { maxNumRetry: number } | null | undefined, count: number, _: boolean, answer: unknown, again: boolean) =>
      again || (count < (config?.maxNumRetry ?? 0) && (answer as { code?: number } | undefined)?.code === 429),
  },
};

function direct(element: HTMLVideoElement, url: string, from: number): Attached {
  element.src = url;
  if (from > 0) element.currentTime = from;
  return {
    detach: () => {
      element.removeAttribute("src");
      element.load();
    },
  };
}

type HlsClass = (typeof import("hls.js/light"))["default"];

function streamed(Hls: HlsClass, from: number, element: HTMLVideoElement, url: string, told: Told): Attached {
  const hls = new Hls(options(from));
  hls.on(Hls.Events.ERROR, (_, { fatal, details, response }) => {
    if (fatal) told.fail(`The film stopped: ${response ? `the server answered ${response.code}` : details}.`);
  });
  // A part that could not be made is black, and says so.
  hls.on(Hls.Events.FRAG_LOADED, (_, { networkDetails }) => {
    if (networkDetails instanceof XMLHttpRequest) told.note(networkDetails.getResponseHeader("Vsearch-Note") ?? "");
  });
  const unwatch = exactly(element, (then) => hls.on(Hls.Events.FRAG_BUFFERED, then));
  hls.loadSource(url);
  hls.attachMedia(element);
  return {
    detach: () => {
      unwatch();
      hls.destroy();
    },
  };
}

/**
 * Chromium takes a jump to shortly before a part that it has for a jump to that part, and does not look again when the
 * part before it comes: a standing picture of after the time that was asked for is asked for again.
 */
function exactly(element: HTMLVideoElement, buffered: (then: () => void) => void): () => void {
  let shown = 0;
  let left = 0;
  let own = false;
  let handle = 0;
  const look = (_: number, told: { mediaTime: number }): void => {
    shown = told.mediaTime;
    handle = element.requestVideoFrameCallback(look);
  };
  const jumped = (): void => {
    if (!own) left = 3;
    own = false;
  };
  if (element.requestVideoFrameCallback) handle = element.requestVideoFrameCallback(look);
  element.addEventListener("seeking", jumped);
  buffered(() => {
    if (!left || !element.paused || element.seeking || shown <= element.currentTime + 0.001) return;
    left -= 1;
    own = true;
    element.currentTime = Number(element.currentTime);
  });
  return () => {
    element.removeEventListener("seeking", jumped);
    element.cancelVideoFrameCallback?.(handle);
  };
}
