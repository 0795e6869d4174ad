/** A list that the server gives in parts: rows come as they are needed, in order, and one part at a time. */
import type { Page } from "../api/types";
import { asProblem, isAbort, type Problem } from "../api/problem";

export class Pages<T, P extends Page<T> = Page<T>> {
  items = $state.raw<T[]>([]);
  first = $state.raw<P | null>(null);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);
  done = $state(false);
  busy = $state(false);
  #ask: (cursor: string, signal: AbortSignal) => Promise<P>;
  #wanted = 0;
  #next = "";
  #abort = new AbortController();

  constructor(ask: (cursor: string, signal: AbortSignal) => Promise<P>) {
    this.#ask = ask;
  }

  /** Asks anew; what is shown stays until the answer is here. False where it was asked anew before that, or refused. */
  async restart(): Promise<boolean> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#wanted = 1;
    await this.#fetch(this.#abort, "");
    return !this.busy && !this.problem;
  }

  /** Waits for no answer any more. */
  stop(): void {
    this.#abort.abort();
  }

  /** Makes sure that rows up to `count` come. */
  async reach(count: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, count);
    if (!this.busy && !this.done && this.first && this.items.length < this.#wanted) await this.#fetch(this.#abort, this.#next);
  }

  async #fetch(abort: AbortController, from: string): Promise<void> {
    this.busy = true;
    let cursor = from;
    try {
      do {
        const page = await this.#ask(cursor, abort.signal);
        if (abort.signal.aborted) return;
        this.#take(page, cursor === "");
        cursor = this.#next;
      } while (cursor && this.items.length < this.#wanted);
      this.problem = null;
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      this.problem = asProblem(error);
    }
    this.busy = false;
  }

  #take(page: P, fresh: boolean): void {
    if (fresh) this.first = page;
    this.items = fresh ? page.items : [...this.items, ...page.items];
    this.#next = page.next ?? "";
    this.done = !this.#next;
    this.total = this.done ? this.items.length : Math.max(page.total ?? 0, this.items.length);
  }
}
