/** Gives a video element its film: the file itself, or HLS by hls.js, which is fetched only then. */
import type { Playable } from "../api/types";

export interface Attached {
  detach: () => void;
}

/** The element plays the film from `from` seconds on as soon as it is asked to; `fail` is told what cannot be played. */
export async function attach(
  element: HTMLVideoElement,
  playable: Playable,
  from: number,
  fail: (sentence: string) => void,
): Promise<Attached> {
  if (playable.mode === "file") return direct(element, playable.url, from);
  const { default: Hls } = await import("hls.js/light");
  if (Hls.isSupported()) return streamed(new Hls(options(from)), element, playable.url, fail, Hls.Events.ERROR);
  if (element.canPlayType("application/vnd.apple.mpegurl")) return direct(element, playable.url, from);
  fail("This browser plays neither this film's file nor HLS.");
  return { detach: () => undefined };
}

// The worker would be made from a blob, which the server's content policy forbids.
function options(from: number): Record<string, unknown> {
  return { enableWorker: false, startPosition: from, maxBufferLength: 20, maxMaxBufferLength: 40, backBufferLength: 30 };
}

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

type HlsPlayer = InstanceType<(typeof import("hls.js/light"))["default"]>;

function streamed(
  hls: HlsPlayer,
  element: HTMLVideoElement,
  url: string,
  fail: (sentence: string) => void,
  failed: Parameters<HlsPlayer["on"]>[0],
): Attached {
  hls.on(failed, (_: string, told: unknown) => {
    const { fatal, details, response } = told as { fatal: boolean; details: string; response?: { code: number } };
    if (fatal) fail(`The film stopped: ${response ? `the server answered ${response.code}` : details}.`);
  });
  hls.loadSource(url);
  hls.attachMedia(element);
  return { detach: () => hls.destroy() };
}
