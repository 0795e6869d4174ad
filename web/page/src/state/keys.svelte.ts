/** The keyboard layer: views bind keys while they are shown, and the `?` sheet lists what is bound. */
import { untrack } from "svelte";

export interface Key {
  /** As KeyboardEvent.key says it ("a", "?", "Enter", "ArrowLeft"), or two keys in a row ("g s"). */
  key: string;
  text: string;
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Also where a field has the focus. */
  inFields?: boolean;
}

const SEQUENCE_MS = 900;

class Keys {
  bound = $state.raw<Key[]>([]);
  sheet = $state(false);
}

export const keys = new Keys();

/** Binds keys and returns what unbinds them: `$effect(() => bind([...]))`. */
export function bind(more: Key[]): () => void {
  // Untracked: an effect that binds keys must not run again because keys were bound.
  keys.bound = [...untrack(() => keys.bound), ...more];
  return () => (keys.bound = untrack(() => keys.bound).filter((each) => !more.includes(each)));
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const typed = target instanceof HTMLInputElement && !["checkbox", "radio", "range", "button"].includes(target.type);
  return typed || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

// Enter and Space belong to the button or link that has the focus.
function isTaken(event: KeyboardEvent): boolean {
  const pressed = event.key === "Enter" || event.key === " ";
  return pressed && event.target instanceof Element && event.target.closest("button, a[href], summary") !== null;
}

export function startKeys(): void {
  let before = "";
  let timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    if (document.querySelector("dialog[open]") && event.key !== "Escape" && !keys.sheet) return;
    const field = isField(event.target);
    const matches = (key: string): Key | undefined =>
      keys.bound.findLast((each) => each.key === key && (!field || each.inFields));
    const found = matches(`${before} ${event.key}`) ?? matches(event.key);
    window.clearTimeout(timer);
    before = field ? "" : event.key;
    timer = window.setTimeout(() => (before = ""), SEQUENCE_MS);
    if (!found) return;
    before = "";
    event.preventDefault();
    found.run(event);
  });
}
