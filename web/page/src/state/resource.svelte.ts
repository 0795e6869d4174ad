/** Something asked of the server: its value, its problem, and whether it is worth showing that one waits. */
import { asProblem, isAbort, type Problem } from "../api/problem";

const PATIENCE_MS = 200;
const REMEMBERED = 30;
const answers = new Map<string, unknown>();

export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** True once the wait is longer than 200 ms. */
  waiting = $state(false);
  busy = $state(false);
  /** Neither an answer nor a problem has come yet. */
  readonly awaited = $derived(this.value === null && this.problem === null);
  #abort: AbortController | null = null;
  #timer = 0;

  /** Asks; an older question that still waits is stopped. With a key, the last answer is shown at once. */
  async load(ask: (signal: AbortSignal) => Promise<T>, key?: string): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    if (key !== undefined && answers.has(key)) this.value = answers.get(key) as T;
    this.busy = true;
    this.#timer = window.setTimeout(() => (this.waiting = true), PATIENCE_MS);
    try {
      const value = await ask(abort.signal);
      if (abort.signal.aborted) return;
      this.value = value;
      this.problem = null;
      if (key !== undefined) keep(key, value);
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      this.problem = asProblem(error);
    }
    this.#settle();
  }

  stop(): void {
    this.#abort?.abort();
    this.#settle();
  }

  #settle(): void {
    window.clearTimeout(this.#timer);
    this.waiting = false;
    this.busy = false;
  }
}

/** Forgets all answers: somebody else may sit here next. */
export function forgetAnswers(): void {
  answers.clear();
}

function keep(key: string, value: unknown): void {
  answers.delete(key);
  answers.set(key, value);
  if (answers.size > REMEMBERED) answers.delete(answers.keys().next().value ?? "");
}
