/** A list that the server gives in parts: those near the window are asked for, wherever in the list that is. */
import type { Page } from "../api/types";
import { asProblem, isAbort, type Problem } from "../api/problem";

/** Rows on either side of those that are shown, so that they are there when one scrolls on. */
const AHEAD = 50;
/** While one drags through a list nothing is asked for what only flies past. */
const SOON_MS = 40;

/** Where a part begins: behind the part before, if that is here, so that what came or went between does no harm. */
export type Where = { cursor: string } | { from: number } | Record<string, never>;

export class Pages<T, P extends Page<T> = Page<T>> {
  /** An answer to the present question, for what it tells besides its rows. */
  first = $state.raw<P | null>(null);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);
  #parts = $state.raw<ReadonlyMap<number, P>>(new Map());
  #ask: (where: Where, signal: AbortSignal) => Promise<P>;
  #size: number;
  #near: [number, number];
  #asked = new Map<number, AbortController>();
  #anew: AbortController | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** `ask` gives parts of `size` rows; the row `at` is the first one that is likely to be seen. */
  constructor(ask: (where: Where, signal: AbortSignal) => Promise<P>, size: number, at = 0) {
    this.#ask = ask;
    this.#size = size;
    this.#near = [at, at + 1];
  }

  /** A row, once it is here. */
  at(index: number): T | undefined {
    return this.#parts.get(Math.floor(index / this.#size))?.items[index % this.#size];
  }

  /** Asks anew for what is near the window; what is shown stays until that is here. False where something came between. */
  async restart(): Promise<boolean> {
    this.stop();
    const abort = (this.#anew = new AbortController());
    try {
      const wanted = this.#wanted();
      const parts = await Promise.all(wanted.map((part) => this.#ask(this.#begin(part), abort.signal)));
      if (abort.signal.aborted) return false;
      this.#parts = new Map(parts.map((page, index) => [wanted[index] ?? 0, page]));
      this.first = parts[0] ?? null;
      this.total = this.first?.total ?? 0;
      this.problem = null;
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return false;
      this.problem = asProblem(error);
    }
    this.#anew = null;
    if (!this.problem) this.#later();
    return !this.problem;
  }

  /** Says which rows are near the window: they are asked for soon, and others no longer. */
  reach(from: number, to: number): void {
    this.#near = [from, Math.max(to, from + 1)];
    const wanted = this.#wanted();
    for (const [part, abort] of this.#asked) if (!wanted.includes(part)) this.#leave(part, abort);
    this.#later();
  }

  /** Waits for no answer any more. */
  stop(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#anew?.abort();
    this.#anew = null;
    for (const [part, abort] of this.#asked) this.#leave(part, abort);
  }

  #leave(part: number, abort: AbortController): void {
    abort.abort();
    this.#asked.delete(part);
  }

  /** The parts that hold the rows near the window; the first one alone while nobody knows how many there are. */
  #wanted(): number[] {
    const [from, to] = this.#near;
    if (!this.first) return [Math.floor(from / this.#size)];
    const end = Math.max(0, Math.ceil(this.total / this.#size) - 1);
    const first = Math.min(end, Math.max(0, Math.floor((from - AHEAD) / this.#size)));
    const last = Math.min(end, Math.floor((to - 1 + AHEAD) / this.#size));
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  #begin(part: number): Where {
    return part ? { from: part * this.#size } : {};
  }

  #later(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#fill();
    }, SOON_MS);
  }

  #fill(): void {
    if (this.#anew || !this.first) return;
    for (const part of this.#wanted()) {
      if (!this.#parts.has(part) && !this.#asked.has(part)) void this.#bring(part);
    }
  }

  async #bring(part: number): Promise<void> {
    const abort = new AbortController();
    this.#asked.set(part, abort);
    const cursor = this.#parts.get(part - 1)?.next;
    try {
      const page = await this.#ask(cursor ? { cursor } : this.#begin(part), abort.signal);
      if (abort.signal.aborted) return;
      this.#asked.delete(part);
      this.problem = null;
      // The list is another one: what is known of it would no longer fit together.
      if (page.total !== this.first?.total) void this.restart();
      else this.#parts = new Map(this.#parts).set(part, page);
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      this.#asked.delete(part);
      this.problem = asProblem(error);
    }
  }
}
