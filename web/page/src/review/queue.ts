/** What waits for a decision: answered one by one, skipped or taken back, and never asked twice. */

export interface Queue<Item> {
  readonly waiting: readonly Item[];
  /** What was answered or skipped here, newest last, with the answer's key by which the library undoes it. */
  readonly done: readonly { readonly item: Item; readonly decision: string | null }[];
}

export function filled<Item>(waiting: readonly Item[]): Queue<Item> {
  return { waiting, done: [] };
}

export function answered<Item>(queue: Queue<Item>, decision: string | null): Queue<Item> {
  const [item, ...waiting] = queue.waiting;
  return item === undefined ? queue : { waiting, done: [...queue.done, { item, decision }] };
}

/** The last answer taken back: its item stands first again. */
export function takenBack<Item>(queue: Queue<Item>): { queue: Queue<Item>; decision: string | null } {
  const last = queue.done[queue.done.length - 1];
  if (!last) return { queue, decision: null };
  return {
    queue: { waiting: [last.item, ...queue.waiting], done: queue.done.slice(0, -1) },
    decision: last.decision,
  };
}

/** More of the queue, without what is waiting here or was answered here. */
export function refilled<Item>(queue: Queue<Item>, more: readonly Item[], key: (item: Item) => string): Queue<Item> {
  const seen = new Set([...queue.waiting, ...queue.done.map((one) => one.item)].map(key));
  return { ...queue, waiting: [...queue.waiting, ...more.filter((item) => !seen.has(key(item)))] };
}
