/** What the API says when it refuses: one sentence, and what to do about it. */
export class Problem extends Error {
  readonly status: number;
  readonly cure: string;
  readonly code: string;

  constructor(status: number, detail: string, cure = "", code = "") {
    super(detail);
    this.status = status;
    this.cure = cure;
    this.code = code;
  }
}

/** Reads application/problem+json; anything else becomes a sentence about the status. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const told = JSON.parse(text) as Partial<Record<"detail" | "title" | "cure" | "code", string>>;
    return new Problem(response.status, told.detail ?? told.title ?? response.statusText, told.cure, told.code);
  } catch {
    return new Problem(response.status, `The server answered ${response.status} ${response.statusText}.`);
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) {
    return new Problem(0, "The server cannot be reached.", "Check your connection, or ask whoever runs the server; then try again.");
  }
  return new Problem(0, error instanceof Error ? error.message : String(error));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
