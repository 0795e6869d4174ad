/** Cuts a text at its marks. The server counts letters as code points, the browser as UTF-16 units. */
export interface Piece {
  text: string;
  marked: boolean;
}

export function pieces(text: string, marks: readonly (readonly [number, number])[]): Piece[] {
  const letters = Array.from(text);
  const found: Piece[] = [];
  let at = 0;
  for (const [from, to] of [...marks].sort((one, other) => one[0] - other[0])) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    if (start > at) found.push({ text: letters.slice(at, start).join(""), marked: false });
    found.push({ text: letters.slice(start, to).join(""), marked: true });
    at = to;
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(""), marked: false });
  return found;
}
