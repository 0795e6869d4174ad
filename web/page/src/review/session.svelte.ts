/** A session of review: asks for what waits, sends answers, takes them back. */
import { call, get } from "../api/client";
import { asProblem } from "../api/problem";
import type { ReviewPage } from "../api/review";
import { Resource } from "../state/resource.svelte";
import { undo } from "../state/decide";
import { toasts } from "../state/toasts.svelte";
import { answered, filled, refilled, takenBack, type Queue } from "./queue";

const FEW = 4;

export class ReviewSession<Item> {
  readonly page = new Resource<ReviewPage<Item>>();
  queue = $state.raw<Queue<Item>>(filled<Item>([]));
  today = $state(0);
  left = $state(0);
  sending = $state(false);
  readonly #asked: Record<string, string>;
  readonly #key: (item: Item) => string;

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

  async load(): Promise<void> {
    await this.page.load((signal) => get<ReviewPage<Item>>("/review", this.#asked, signal));
    const page = this.page.value;
    if (!page) return;
    this.queue = refilled(this.queue, page.items, this.#key);
    this.today = page.progress.today;
    this.left = page.progress.left;
  }

  /** Sends an answer; the next question stands there at once, and comes back if the answer could not be kept. */
  async answer(said: string, method: string, path: string, json: unknown): Promise<void> {
    if (this.sending || this.now === undefined) return;
    this.sending = true;
    try {
      const told = await call<{ decisions?: string[] } | undefined>(method, path, { json });
      const key = (told?.decisions ?? []).join(" ") || null;
      this.queue = answered(this.queue, key);
      this.today += 1;
      this.left = Math.max(this.left - 1, 0);
      toasts.say(said, () => this.back());
      this.#more();
    } catch (error) {
      toasts.fail(asProblem(error));
    }
    this.sending = false;
  }

  skip(): void {
    this.queue = answered(this.queue, null);
    this.#more();
  }

  async back(): Promise<void> {
    const { queue, decision } = takenBack(this.queue);
    if (queue === this.queue) return;
    this.queue = queue;
    if (!decision) return;
    await undo(decision.split(" "));
    this.today = Math.max(this.today - 1, 0);
    this.left += 1;
  }

  #more(): void {
    if (this.queue.waiting.length < FEW && !this.page.busy && this.left > this.queue.waiting.length) void this.load();
  }
}
