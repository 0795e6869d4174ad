/** Words found in a transcript without regard to case and accents, and what is being said at a time. */

export interface Said {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Mark = readonly [number, number];

/** Where a phrase stands in a text, as letters [from, to); letters are code points, as the server counts them. */
export function marks(text: string, phrase: string): Mark[] {
  const wanted = folded(phrase.trim()).letters;
  if (!wanted) return [];
  const { letters, origin } = folded(text);
  const found: Mark[] = [];
  for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + wanted.length)) {
    found.push([origin[at] ?? 0, origin[at + wanted.length] ?? 0]);
  }
  return found;
}

/** The index of what is said at a time, of the last that was said before it, or -1 before the first. */
export function saidAt(said: readonly Said[], time: number): number {
  let [low, high] = [0, said.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((said[middle]?.start ?? Infinity) <= time + 1e-3) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The index of the next line with a match in a direction, around the end. */
export function nextMatch(matching: readonly number[], from: number, by: 1 | -1): number {
  if (!matching.length) return -1;
  if (by > 0) return matching.find((line) => line > from) ?? matching[0] ?? -1;
  return [...matching].reverse().find((line) => line < from) ?? matching[matching.length - 1] ?? -1;
}

/** Letters without case and accents, with the place in the text that each came from. */
function folded(text: string): { letters: string; origin: number[] } {
  const origin: number[] = [];
  let letters = "";
  let at = 0;
  for (const letter of text) {
    for (const part of letter.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")) {
      for (let n = 0; n < part.length; n++) origin.push(at);
      letters += part;
    }
    at += 1;
  }
  origin.push(at);
  return { letters, origin };
}
