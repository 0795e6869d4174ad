/** Short messages at the edge of the page, with an undo where something was decided. */
import type { Problem } from "../api/problem";

export interface Toast {
  id: number;
  text: string;
  cure?: string;
  bad?: boolean;
  undo?: () => void | Promise<void>;
}

const LASTS_MS = 7000;
let last = 0;

class Toasts {
  all = $state.raw<Toast[]>([]);

  say(text: string, undo?: Toast["undo"]): void {
    this.#add({ id: ++last, text, undo });
  }

  fail(problem: Problem): void {
    this.#add({ id: ++last, text: problem.message, cure: problem.cure, bad: true });
  }

  /** Undoes the newest thing that can be undone. */
  async undo(): Promise<void> {
    const toast = this.all.findLast((each) => each.undo);
    if (!toast) return;
    this.drop(toast.id);
    await toast.undo?.();
  }

  drop(id: number): void {
    this.all = this.all.filter((each) => each.id !== id);
  }

  #add(toast: Toast): void {
    this.all = [...this.all.slice(-3), toast];
    window.setTimeout(() => this.drop(toast.id), LASTS_MS);
  }
}

export const toasts = new Toasts();
