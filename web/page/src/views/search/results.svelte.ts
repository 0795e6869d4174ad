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
  #asked = 0;
  #going: Promise<boolean> | null = null;

  pages = $derived<Answer[]>(this.first.value ? [this.first.value, ...this.#later] : []);
  groups = $derived<Group[]>(this.pages.flatMap((page) => page.items));
  weak = $derived<Group[]>(this.pages.flatMap((page) => page.weak ?? []));
  next = $derived<string | null>(this.pages.at(-1)?.next ?? null);
  moments = $derived(this.groups.reduce((sum, group) => sum + group.moments.length, 0));

  /** Asks anew; false where a newer question came before the answer, or there is none. */
  async ask(question: Question): Promise<boolean> {
    this.stop();
    const asked = this.#asked;
    this.#question = question;
    this.#later = [];
    await this.first.load((signal) => search(question, null, signal), `search ${JSON.stringify(question)}`);
    return this.#asked === asked && !this.first.problem;
  }

  /** Waits for no answer any more. */
  stop(): void {
    this.#asked += 1;
    this.#going = null;
    this.first.stop();
    this.more.stop();
  }

  /** Asks for the next part, or waits for it where it is asked for already; false where there is none. */
  async ahead(): Promise<boolean> {
    if (!this.next || this.first.busy) return false;
    const going = (this.#going ??= this.#further(this.next));
    const came = await going;
    if (this.#going === going) this.#going = null;
    return came;
  }

  async #further(cursor: string): Promise<boolean> {
    await this.more.load((signal) => search(this.#question, cursor, signal));
    const page = this.more.value;
    if (!page || this.more.problem || this.next !== cursor) return false;
    this.#later = [...this.#later, page];
    return true;
  }
}
