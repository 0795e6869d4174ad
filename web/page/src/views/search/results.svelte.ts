/** The answer to the present question, further pages included. */
import { call } from "../../api/client";
import type { Answer, Group, Question } from "../../api/types";
import { Resource } from "../../state/resource.svelte";

const search = (question: Question, cursor: string | null, signal: AbortSignal): Promise<Answer> =>
  call<Answer>("POST", "/search", { json: { ...question, cursor }, signal });

export class Results {
  first = new Resource<Answer>();
  more = new Resource<Answer>();
  #later = $state.raw<Answer[]>([]);
  #question: Question = {};

  pages = $derived<Answer[]>(this.first.value ? [this.first.value, ...this.#later] : []);
  groups = $derived<Group[]>(this.pages.flatMap((page) => page.items));
  weak = $derived<Group[]>(this.pages.flatMap((page) => page.weak ?? []));
  next = $derived<string | null>(this.pages.at(-1)?.next ?? null);
  moments = $derived(this.groups.reduce((sum, group) => sum + group.moments.length, 0));

  async ask(question: Question): Promise<void> {
    this.#question = question;
    this.more.stop();
    this.#later = [];
    await this.first.load((signal) => search(question, null, signal), `search ${JSON.stringify(question)}`);
  }

  /** Asks for the next part; false where there is none. */
  async ahead(): Promise<boolean> {
    if (!this.next || this.more.busy || this.first.busy) return false;
    const cursor = this.next;
    await this.more.load((signal) => search(this.#question, cursor, signal));
    const page = this.more.value;
    if (!page || this.more.problem || this.next !== cursor) return false;
    this.#later = [...this.#later, page];
    return true;
  }
}
