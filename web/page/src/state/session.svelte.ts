/** Who is here and what they may do; what a role may not do is not shown. */
import { call, get } from "../api/client";
import { Problem, asProblem } from "../api/problem";
import type { Nobody, Role, Session } from "../api/types";

const RANK: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

class Present {
  who = $state.raw<Session | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** True where the server wants a token first. */
  outside = $state(false);

  may(role: Role): boolean {
    return this.who !== null && RANK[this.who.role] >= RANK[role];
  }

  async ask(): Promise<void> {
    try {
      const told = await get<Session | Nobody>("/session");
      this.outside = told.role === null;
      this.who = told.role === null ? null : told;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  async enter(token: string): Promise<void> {
    this.who = await call<Session>("POST", "/session", { json: { token } });
    this.outside = false;
    this.problem = null;
  }

  async leave(): Promise<void> {
    await call("DELETE", "/session");
    this.who = null;
    await this.ask();
  }
}

export const session = new Present();
