/** Who is here and what they may do; what a role may not do is not shown. */
import { call, get, whenUnknown } from "../api/client";
import { Problem, asProblem } from "../api/problem";
import type { Nobody, Role, Session } from "../api/types";
import { forgetAnswers } from "./resource.svelte";

const RANK: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

class Present {
  who = $state.raw<Session | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** True where the server wants a token first. */
  outside = $state(false);
  /** True where the token that was in use is known no longer. */
  lost = $state(false);

  may(role: Role): boolean {
    return this.who !== null && RANK[this.who.role] >= RANK[role];
  }

  async ask(): Promise<void> {
    try {
      this.#take(await get<Session | Nobody>("/session"));
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Asks again whether one is still known; a server that does not answer changes nothing. */
  async check(): Promise<void> {
    try {
      this.#take(await get<Session | Nobody>("/session"));
    } catch {
      // Whoever waits for the server tells that it is away.
    }
  }

  async enter(token: string): Promise<void> {
    this.who = await call<Session>("POST", "/session", { json: { token } });
    this.outside = this.lost = false;
    this.problem = null;
  }

  async leave(): Promise<void> {
    this.who = null; // what is shown goes first, and asks for nothing more
    forgetAnswers();
    await call("DELETE", "/session").finally(() => this.ask());
  }

  #take(told: Session | Nobody): void {
    const known = told.role !== null;
    if (!known && this.who) {
      this.lost = true;
      forgetAnswers();
    }
    this.outside = !known;
    this.who = known ? told : null;
  }
}

export const session = new Present();
whenUnknown(() => void session.check());
