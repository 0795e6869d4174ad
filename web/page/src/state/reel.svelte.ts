/** The reel that is being put together: it follows through all views, survives a reload, and can be undone. */
import { begun, changed, redone, undone, type History } from "../reel/history";
import { added, aimed, alike, EMPTY, length, placed, removed, shifted, trimmed, type Piece, type Reel } from "../reel/model";
import { fetched, forgotten, kept, type KeptReel } from "../reel/kept";
import type { Film, Side } from "../timeline/trim";
import { remember, remembered } from "./stored";

export type ReelItem = Omit<Piece, "key">;

interface Draft {
  reel: Reel;
  /** As the library had it when it was last fetched or kept; null for one that it never had. */
  before: KeptReel | null;
}

const DRAFTS = 12;
let last = 0;

class Tray {
  /** The name under which the library keeps the reel; "" while it has none. */
  name = $state(remembered("reel.name", ""));
  open = $state(remembered("reel.open", false));
  before = $state.raw<KeptReel | null>(null);
  /** What somebody else made of the reel meanwhile, where that would be lost by saving. */
  theirs = $state.raw<KeptReel | null>(null);
  busy = $state(false);
  #history = $state.raw<History<Reel>>(begun(EMPTY));
  reel = $derived(this.#history.now);
  items = $derived(this.reel.pieces);
  length = $derived(length(this.reel));
  dirty = $derived(!alike(this.reel, this.before?.reel ?? EMPTY));
  canUndo = $derived(this.#history.past.length > 0);
  canRedo = $derived(this.#history.future.length > 0);

  constructor() {
    this.#take(this.#drafts()[this.name]);
  }

  /** Adds moments at the end, as one change. */
  add(...moments: ReelItem[]): void {
    this.#change(moments.reduce((reel, moment) => added(reel, { ...moment, key: key() }), this.reel));
  }

  remove(key: string): void {
    this.#change(removed(this.reel, key));
  }

  place(key: string, before: number): void {
    this.#change(placed(this.reel, key, before));
  }

  shift(key: string, by: number): void {
    this.#change(shifted(this.reel, key, by));
  }

  trim(key: string, side: Side, time: number, film: Film): void {
    this.#change(trimmed(this.reel, key, side, time, film));
  }

  aim(target: number | null): void {
    this.#change(aimed(this.reel, target));
  }

  clear(): void {
    this.#change({ ...this.reel, pieces: [] });
  }

  undo(): void {
    this.#now(undone(this.#history));
  }

  redo(): void {
    this.#now(redone(this.#history));
  }

  turn(): void {
    this.open = !this.open;
    remember("reel.open", this.open);
  }

  /** Goes on with the reel of a name; what was not kept of another waits until one comes back to it. */
  async go(name: string): Promise<void> {
    if (name !== this.name) {
      this.name = name;
      remember("reel.name", name);
      this.#take(this.#drafts()[name]);
    }
    if (name) await this.#compare(name);
  }

  /** Keeps the reel in the library; `over` also replaces what somebody else made of it. */
  async keep(name: string, over = false): Promise<void> {
    this.busy = true;
    try {
      const known = over ? await fetched(name) : name === this.name ? this.before : null;
      const saved = await kept(name, this.reel, known?.tag ?? null);
      this.#forget(this.name);
      this.name = name;
      remember("reel.name", name);
      this.before = { ...saved, reel: this.reel };
      this.theirs = null;
      this.#store();
    } finally {
      this.busy = false;
    }
  }

  /** Takes what somebody else made of the reel; one's own state can be brought back by undo. */
  takeTheirs(): void {
    if (!this.theirs) return;
    this.before = this.theirs;
    this.#change(this.theirs.reel);
    this.theirs = null;
    this.#store();
  }

  /** Shows what the library has now, after it refused to keep what was made of something older. */
  async lookAgain(): Promise<void> {
    this.theirs = await fetched(this.name);
  }

  async forget(): Promise<void> {
    await forgotten(this.name);
    this.#forget(this.name);
    this.name = "";
    remember("reel.name", "");
    this.before = null;
    this.#store();
  }

  async #compare(name: string): Promise<void> {
    const now = await fetched(name);
    if (name !== this.name || now.tag === this.before?.tag) return;
    if (this.before && this.dirty) {
      this.theirs = now;
      return;
    }
    this.before = now;
    this.#history = begun(now.reel);
    this.#store();
  }

  #take(draft: Draft | undefined): void {
    this.before = draft?.before ?? null;
    this.theirs = null;
    this.#history = begun(draft?.reel ?? EMPTY);
  }

  #change(reel: Reel): void {
    this.#now(changed(this.#history, reel));
  }

  #now(history: History<Reel>): void {
    this.#history = history;
    this.#store();
  }

  #store(): void {
    const { [this.name]: _, ...others } = this.#drafts();
    const drafts = { ...others, [this.name]: { reel: this.reel, before: this.before } };
    remember("reels", Object.fromEntries(Object.entries(drafts).slice(-DRAFTS)));
  }

  #forget(name: string): void {
    const { [name]: _, ...others } = this.#drafts();
    remember("reels", others);
  }

  #drafts(): Record<string, Draft> {
    return remembered<Record<string, Draft>>("reels", {});
  }
}

/** A key that no other piece has, in this tab or in what it remembers. */
function key(): string {
  last += 1;
  return `${Date.now().toString(36)}-${last}`;
}

export const tray = new Tray();
