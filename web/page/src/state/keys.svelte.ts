/** The keyboard layer: views bind keys while they are shown, and the `?` sheet lists what is bound. */
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

// What is bound is no state that effects read back: those of one moment may each see it as it was before the others.
const held = new Set<readonly Key[]>();

function bound(): Key[] {
  return [...held].flat();
}

/** Binds keys and returns what unbinds them: `$effect(() => bind([...]))`. */
export function bind(more: readonly Key[]): () => void {
  held.add(more);
  keys.bound = bound();
  return () => {
    held.delete(more);
    keys.bound = bound();
  };
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
      bound().findLast((each) => each.key === key && (!field || each.inFields));
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
