/** The next part of an answer is asked for once, and everybody who needs it waits for it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Results } from "./results.svelte";

const video = (id: string) => ({ video: { id }, moments: [], more: 0 });
const answer = (id: string, next: string | null): Response => new Response(JSON.stringify({ items: [video(id)], weak: [], next }));

beforeEach(() => void vi.stubGlobal("window", globalThis));
afterEach(() => void vi.unstubAllGlobals());

test("who needs the next part while it is asked for waits for it", async () => {
  const fetched = vi.fn().mockResolvedValueOnce(answer("a", "1")).mockResolvedValueOnce(answer("b", null));
  vi.stubGlobal("fetch", fetched);
  const results = new Results();
  expect(await results.ask({ words: "coffee" })).toBe(true);
  expect(await Promise.all([results.ahead(), results.ahead()])).toEqual([true, true]);
  expect(results.groups.map((group) => group.video.id)).toEqual(["a", "b"]);
  expect(await results.ahead()).toBe(false);
  expect(fetched).toHaveBeenCalledTimes(2);
});

test("a question that was overtaken or refused is not answered", async () => {
  const fetched = vi.fn((_address: string, { body, signal }: { body: string; signal: AbortSignal }) =>
    body.includes("tea")
      ? Promise.resolve(answer("a", null))
      : new Promise<Response>((_, refuse) => signal.addEventListener("abort", () => refuse(signal.reason))),
  );
  vi.stubGlobal("fetch", fetched);
  const results = new Results();
  const first = results.ask({ words: "coffee" });
  expect(await results.ask({ words: "tea" })).toBe(true);
  expect(await first).toBe(false);
  vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
  expect(await results.ask({ words: "water" })).toBe(false);
});

test("who left waits for nothing", async () => {
  vi.stubGlobal("fetch", async () => answer("a", null));
  const results = new Results();
  const asked = results.ask({ words: "coffee" });
  results.stop();
  expect(await asked).toBe(false);
});
