/** A choice that goes to the library: it is said, it can be undone, and what could not be decided is said too. */
import { call } from "../api/client";
import { asProblem } from "../api/problem";
import { live } from "./live.svelte";
import { toasts } from "./toasts.svelte";

interface Decided {
  /** The keys of the decisions that were taken. */
  decisions?: string[];
}

/** Decides; true once the library has it. */
export async function decide(said: string, act: () => Promise<unknown>, after?: () => void): Promise<boolean> {
  try {
    const keys = ((await act()) as Decided | undefined)?.decisions ?? [];
    toasts.say(said, keys.length ? () => undo(keys, after) : undefined);
    return true;
  } catch (error) {
    toasts.fail(asProblem(error));
    return false;
  }
}

/** Takes decisions back, the newest first. */
export async function undo(keys: readonly string[], after?: () => void): Promise<void> {
  try {
    for (const key of [...keys].reverse()) await call("POST", `/decisions/${encodeURIComponent(key)}/undo`);
    live.revision += 1;
    after?.();
  } catch (error) {
    toasts.fail(asProblem(error));
  }
}
