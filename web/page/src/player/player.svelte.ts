/** What plays a film: the time on the screen, to the frame, and everything that moves it. */
import { asProblem, type Problem } from "../api/problem";
import { get } from "../api/client";
import type { Playable } from "../api/types";
import { frameAt, rate, stepped } from "../timeline/frames";
import { attach, type Attached } from "./attach";
import { backward, forward } from "./shuttle";

export interface Source {
  readonly id: string;
  readonly duration: number;
  readonly fps: number;
  readonly missing: boolean;
}

export class Player {
  source = $state.raw<Source | null>(null);
  playable = $state.raw<Playable | null>(null);
  /** Seconds of the picture that is on the screen. */
  time = $state(0);
  /** 0 while standing, below 0 backwards. */
  speed = $state(0);
  waiting = $state(false);
  muted = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** What is to be said of the film as it is played. */
  note = $state("");
  frame = $derived(this.source ? frameAt(this.time, this.source.fps) : 0);
  /** Whether there is a film that moves; if not, stills stand for it. */
  moves = $derived(this.source !== null && !this.source.missing && this.problem === null);
  /** Playing stops here once, as for a preview of a cut. */
  until: number | null = null;
  reached: (() => void) | null = null;
  #element: HTMLVideoElement | null = null;
  #attached: Attached | null = null;
  #turn = 0;
  #reverse = 0;
  /** When the time was last set: a picture that was shown before tells of another one. */
  #set = 0;

  /** Takes an element into service; returns what lets go of it. */
  mount(element: HTMLVideoElement): () => void {
    this.#element = element;
    element.muted = this.muted;
    if (this.source) void this.#start(this.source);
    const listen = (name: string, then: () => void): void => element.addEventListener(name, then);
    listen("play", () => this.#reverse || (this.speed = Math.max(element.playbackRate, 1)));
    listen("pause", () => this.#reverse || (this.speed = 0));
    listen("seeking", () => this.#wait());
    listen("waiting", () => this.#wait());
    for (const name of ["seeked", "playing", "canplay"]) listen(name, () => this.#ready());
    listen("timeupdate", () => this.#moved(element.currentTime));
    listen("volumechange", () => (this.muted = element.muted));
    listen("error", () => element.error && this.#fail(said(element.error)));
    this.#follow(element);
    return () => this.#dismount();
  }

  /** Shows a film from a time on; the one that is shown already is only moved. */
  async open(source: Source, time = 0): Promise<void> {
    if (this.source?.id === source.id && this.playable) return this.seek(time);
    this.close();
    this.source = source;
    this.#stand(time);
    this.problem = null;
    this.playable = null;
    this.note = "";
    if (this.#element) await this.#start(source);
  }

  play(speed = 1): void {
    this.#halt();
    if (!this.#element || !this.moves) return;
    if (this.source && this.time >= this.source.duration - 0.05) this.seek(0);
    this.#element.playbackRate = speed;
    this.speed = speed;
    // Only a gesture may start sound; a page that was just opened is refused and stays still.
    this.#element.play().catch(() => (this.speed = 0));
  }

  pause(): void {
    this.#halt();
    this.#element?.pause();
    this.speed = 0;
  }

  toggle(): void {
    this.until = null;
    if (this.speed) this.pause();
    else this.play();
  }

  /** Plays a stretch once, then stands at its end, or calls `then`. */
  stretch(start: number, end: number, then: (() => void) | null = null): void {
    this.seek(start);
    this.until = end;
    this.reached = then;
    this.play();
  }

  seek(time: number): void {
    const last = this.source?.duration ?? 0;
    this.#stand(Math.min(Math.max(time, 0), last));
    this.until = null;
    // Where it stands already it is not moved to again: what was loaded beforehand plays at once.
    if (this.#element && this.moves && this.#element.currentTime !== this.time) this.#element.currentTime = this.time;
  }

  step(frames: number): void {
    if (!this.source) return;
    this.pause();
    this.seek(stepped(this.time, frames, this.source.fps, this.source.duration));
  }

  faster(): void {
    this.play(forward(this.speed));
  }

  /** Plays backwards by seeking, for browsers cannot. */
  back(): void {
    const speed = backward(this.speed);
    this.pause();
    this.speed = speed;
    let before = performance.now();
    const turn = (now: number): void => {
      const element = this.#element;
      if (this.#reverse === 0) return;
      if (!element?.seeking) {
        const next = this.time + ((now - before) / 1000) * speed;
        before = now;
        this.seek(next);
        if (next <= 0) return this.pause();
      }
      this.#reverse = requestAnimationFrame(turn);
    };
    this.#reverse = requestAnimationFrame(turn);
  }

  mute(muted = !this.muted): void {
    this.muted = muted;
    if (this.#element) this.#element.muted = muted;
  }

  async #start(source: Source): Promise<void> {
    const turn = ++this.#turn;
    if (source.missing) return;
    this.#wait();
    try {
      const playable = await get<Playable>(`/videos/${encodeURIComponent(source.id)}/play`);
      if (turn !== this.#turn || !this.#element) return;
      this.playable = playable;
      this.note = playable.note ?? "";
      const attached = await attach(this.#element, playable, () => this.time, {
        fail: (sentence) => this.#fail(sentence),
        note: (sentence) => sentence && (this.note = sentence),
      });
      if (turn !== this.#turn) attached.detach();
      else this.#attached = attached;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
      this.#ready();
    }
  }

  /** Follows the pictures that are really shown where the browser tells of them. */
  #follow(element: HTMLVideoElement): void {
    if (!("requestVideoFrameCallback" in element)) return;
    const shown = (_: number, told: VideoFrameCallbackMetadata): void => {
      if (element !== this.#element) return;
      if (!element.seeking && told.presentationTime >= this.#set) this.#moved(Math.max(told.mediaTime, 0));
      element.requestVideoFrameCallback(shown);
    };
    element.requestVideoFrameCallback(shown);
  }

  #stand(time: number): void {
    this.time = time;
    this.#set = performance.now();
  }

  #moved(time: number): void {
    if (this.#reverse || this.#element?.seeking) return;
    this.time = time;
    if (this.until === null || time < this.until - 0.5 / rate(this.source?.fps ?? 0)) return;
    const then = this.reached;
    this.until = this.reached = null;
    if (then) then();
    else this.pause();
  }

  #halt(): void {
    cancelAnimationFrame(this.#reverse);
    this.#reverse = 0;
  }

  #timer = 0;

  #wait(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => (this.waiting = true), 200);
  }

  #ready(): void {
    window.clearTimeout(this.#timer);
    this.waiting = false;
  }

  #fail(sentence: string): void {
    this.#ready();
    this.pause();
    this.problem = asProblem(new Error(sentence));
  }

  /** Lets go of the film. */
  close(): void {
    this.#turn++;
    this.pause();
    this.until = this.reached = null;
    this.#attached?.detach();
    this.#attached = null;
    this.#ready();
  }

  #dismount(): void {
    this.close();
    this.#element = null;
    this.playable = null;
  }
}

function said(error: MediaError): string {
  if (error.code === MediaError.MEDIA_ERR_NETWORK) return "The film stopped: the server cannot be reached.";
  return `This browser cannot play the film${error.message ? `: ${error.message}` : ""}.`;
}
