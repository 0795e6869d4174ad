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

/** The element plays the film from `from` seconds on as soon as it is asked to. */
export async function attach(element: HTMLVideoElement, playable: Playable, from: number, told: Told): Promise<Attached> {
  if (playable.mode === "file") return direct(element, playable.url, from);
  const { default: Hls } = await import("hls.js/light");
  if (Hls.isSupported()) return streamed(Hls, from, element, playable.url, told);
  if (element.canPlayType("application/vnd.apple.mpegurl")) return direct(element, playable.url, from);
  told.fail("This browser plays neither this film's file nor HLS.");
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
  hls.loadSource(url);
  hls.attachMedia(element);
  return { detach: () => hls.destroy() };
}
