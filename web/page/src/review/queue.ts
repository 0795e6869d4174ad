/** What waits for a decision: answered one by one, skipped or taken back, and never asked twice. */

export interface Queue<Item, Answer> {
  readonly waiting: readonly Item[];
  /** What was answered here, newest last; what was skipped has no answer. */
  readonly done: readonly { readonly item: Item; readonly answer: Answer | null }[];
}

export function filled<Item, Answer>(waiting: readonly Item[]): Queue<Item, Answer> {
  return { waiting, done: [] };
}

export function answered<Item, Answer>(queue: Queue<Item, Answer>, answer: Answer | null): Queue<Item, Answer> {
  const [item, ...waiting] = queue.waiting;
  return item === undefined ? queue : { waiting, done: [...queue.done, { item, answer }] };
}

/** An answer taken back, the last one unless another is named: its item stands first again. */
export function takenBack<Item, Answer>(
  queue: Queue<Item, Answer>,
  which = queue.done.length - 1,
): { queue: Queue<Item, Answer>; answer: Answer | null } {
  const taken = queue.done[which];
  if (!taken) return { queue, answer: null };
  const done = queue.done.filter((one) => one !== taken);
  return { queue: { waiting: [taken.item, ...queue.waiting], done }, answer: taken.answer };
}

/** More of the queue, without what is waiting here or was answered here. */
export function refilled<Item, Answer>(
  queue: Queue<Item, Answer>,
  more: readonly Item[],
  key: (item: Item) => string,
): Queue<Item, Answer> {
  const seen = new Set([...queue.waiting, ...queue.done.map((one) => one.item)].map(key));
  return { ...queue, waiting: [...queue.waiting, ...more.filter((item) => !seen.has(key(item)))] };
}
