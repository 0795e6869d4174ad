/** Dragging rows of a list to another place, by mouse, pen or finger. */
export class Reordering {
  /** The key of the row that is being dragged. */
  key = $state<string | null>(null);
  /** Before which row it would be put down; the number of rows for the end. */
  before = $state(0);
  readonly #put: (key: string, before: number) => void;
  readonly #along: "down" | "across";

  constructor(put: (key: string, before: number) => void, along: "down" | "across" = "down") {
    this.#put = put;
    this.#along = along;
  }

  down(event: PointerEvent, key: string): void {
    if (event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.key = key;
    this.move(event);
  }

  move(event: PointerEvent): void {
    const list = (event.currentTarget as HTMLElement).closest("ol");
    if (this.key === null || !list) return;
    const middles = [...list.children].map((row) => middle(row.getBoundingClientRect(), this.#along));
    const at = this.#along === "down" ? event.clientY : event.clientX;
    const found = middles.findIndex((one) => at < one);
    this.before = found < 0 ? middles.length : found;
  }

  up(): void {
    if (this.key !== null) this.#put(this.key, this.before);
    this.key = null;
  }

  cancel(): void {
    this.key = null;
  }
}

function middle(box: DOMRect, along: "down" | "across"): number {
  return along === "down" ? box.top + box.height / 2 : box.left + box.width / 2;
}
