/** Values that this browser remembers; a browser that keeps nothing uses the default each time. */
export function remembered<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`vsearch.${name}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(`vsearch.${name}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse; the page works without.
  }
}
