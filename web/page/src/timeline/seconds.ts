/** What the library tells of a film's sound by the second, as a timeline shows it. */
import type { Curve } from "./curve";
import type { Stretch } from "./trim";

/** LUFS below which it is as good as silent. */
const SILENT = -60;

export function loudness(values: readonly number[]): Curve | null {
  if (values.length === 0) return null;
  return { times: values.map((_, second) => second + 0.5), values: values.map((value) => Math.max(value, SILENT)) };
}

/** Where somebody speaks for at least a share of each second. */
export function spoken(shares: readonly number[], least = 0.3): Stretch[] {
  const found: Stretch[] = [];
  let start = -1;
  for (let second = 0; second <= shares.length; second++) {
    const speaks = (shares[second] ?? 0) >= least;
    if (speaks && start < 0) start = second;
    if (!speaks && start >= 0) {
      found.push({ start, end: second });
      start = -1;
    }
  }
  return found;
}
