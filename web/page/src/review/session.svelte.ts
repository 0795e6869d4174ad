/** A session of review: asks for what waits, sends answers, takes them back. */
import { call, get } from "../api/client";
import { asProblem } from "../api/problem";
import type { ReviewPage } from "../api/review";
import { Resource } from "../state/resource.svelte";
import { undo } from "../state/decide";
import { toasts } from "../state/toasts.svelte";
import { answered, filled, refilled, takenBack, type Queue } from "./queue";

const FEW = 4;
const MOST = 12;

export class ReviewSession<Item> {
  readonly page = new Resource<ReviewPage<Item>>();
  queue = $state.raw<Queue<Item, Promise<string[]>>>(filled([]));
  today = $state(0);
  left = $state(0);
  readonly #asked: Record<string, string>;
  readonly #key: (item: Item) => string;
  /** Answers arrive in the order in which they were given. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(asked: Record<string, string>, key: (item: Item) => string) {
    this.#asked = asked;
    this.#key = key;
  }

  get now(): Item | undefined {
    return this.queue.waiting[0];
  }

  get next(): Item | undefined {
    return this.queue.waiting[1];
  }

  /** Asks for what waits, or for what comes behind a cursor. */
  async load(cursor = ""): Promise<void> {
    await this.page.load((signal) => get<ReviewPage<Item>>("/review", { ...this.#asked, limit: MOST, cursor }, signal));
    const page = this.page.value;
    if (!page) return;
    this.queue = refilled(this.queue, page.items, this.#key);
    this.today = page.progress.today;
    this.left = page.progress.left;
  }

  /** Answers what is asked now: the next question stands there at once, and this one comes back if it could not be kept. */
  answer(said: string, method: string, path: string, json: unknown): void {
    const item = this.now;
    if (item === undefined) return;
    const sent = this.#last.then(() => call<{ decisions: string[] }>(method, path, { json }));
    const kept = sent.then(({ decisions }) => decisions);
    this.#last = kept.catch(() => undefined);
    this.queue = answered(this.queue, kept);
    this.#count(1);
    kept.then(
      () => toasts.say(said, () => this.#takeBack(item)),
      (error: unknown) => {
        toasts.fail(asProblem(error));
        this.#again(item);
      },
    );
    this.#more();
  }

  skip(): void {
    this.queue = answered(this.queue, null);
    this.#more();
  }

  /** Takes the last answer back. */
  async back(): Promise<void> {
    const last = this.queue.done[this.queue.done.length - 1];
    if (last) await this.#takeBack(last.item);
  }

  async #takeBack(item: Item): Promise<void> {
    const answer = this.#again(item);
    const keys = await answer?.catch(() => null);
    if (keys) await undo(keys);
  }

  /** Asks again what was answered or skipped; what the answer was. */
  #again(item: Item): Promise<string[]> | null {
    const { queue, answer } = takenBack(
      this.queue,
      this.queue.done.findIndex((one) => one.item === item),
    );
    this.queue = queue;
    if (answer) this.#count(-1);
    return answer;
  }

  #count(by: 1 | -1): void {
    this.today = Math.max(this.today + by, 0);
    this.left = Math.max(this.left - by, 0);
  }

  #more(): void {
    const after = this.page.value?.next;
    if (this.queue.waiting.length >= FEW || this.page.busy) return;
    if (after) void this.load(after);
    else if (this.queue.waiting.length === 0) void this.load();
  }
}
