/** The figures of an evaluation as rows: names of nested ones are joined, numbers are cut to what one reads. */
export function figures(metrics: Record<string, unknown>, before = ""): [string, string][] {
  return Object.entries(metrics).flatMap(([name, value]): [string, string][] => {
    const full = before ? `${before} › ${name}` : name;
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [[full, value.map(short).join(", ")]];
    if (typeof value === "object") return figures(value as Record<string, unknown>, full);
    return [[full, short(value)]];
  });
}

function short(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toPrecision(4);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
