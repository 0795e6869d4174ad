/** A video that is being asked for is waited for by everybody, and asked for once. */
import { afterEach, expect, test, vi } from "vitest";

import { Films } from "./films.svelte";

const answer = (status: number): Response => new Response(JSON.stringify({ id: "a", detail: "gone" }), { status });

afterEach(() => void vi.unstubAllGlobals());

test("who asks later waits for the same answer", async () => {
  const fetched = vi.fn(async () => answer(200));
  vi.stubGlobal("fetch", fetched);
  const films = new Films();
  void films.need(["a"]);
  await films.need(["a"]);
  expect(films.known["a"]?.id).toBe("a");
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("what could not be had is asked for anew", async () => {
  const fetched = vi.fn().mockResolvedValueOnce(answer(503)).mockResolvedValueOnce(answer(200));
  vi.stubGlobal("fetch", fetched);
  const films = new Films();
  await films.need(["a"]);
  await films.need(["a"]);
  expect(films.known["a"]?.id).toBe("a");
});
