/** A long list costs the parts that are looked at: each once, and none that nobody waits for. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Page } from "../api/types";
import { Pages, type Where } from "./pages.svelte";

const SIZE = 200;

interface Asked {
  from: number;
  cursor: boolean;
  signal: AbortSignal;
  answer: () => void;
  refuse: (error: Error) => void;
}

/** A server whose answers come when the test lets them; cursors are the numbers of rows before. */
class Server {
  total = 10_000;
  asked: Asked[] = [];

  ask = (where: Where, signal: AbortSignal): Promise<Page<number>> =>
    new Promise((resolve, refuse) => {
      const from = "cursor" in where ? Number(where.cursor) : "from" in where ? Number(where.from) : 0;
      const end = Math.max(from, Math.min(this.total, from + SIZE));
      const { total } = this;
      const answer = (): void =>
        resolve({ items: Array.from({ length: end - from }, (_, index) => from + index), next: end < total ? String(end) : null, total });
      signal.addEventListener("abort", () => refuse(new DOMException("", "AbortError")));
      this.asked.push({ from, cursor: "cursor" in where, signal, answer, refuse });
    });

  get places(): number[] {
    return this.asked.map(({ from }) => from);
  }
}

async function started(server: Server, at = 0): Promise<Pages<number>> {
  const pages = new Pages<number>(server.ask, SIZE, at);
  const began = pages.restart();
  server.asked.at(-1)?.answer();
  expect(await began).toBe(true);
  return pages;
}

const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("only the first part is asked for at first", async () => {
  const server = new Server();
  const pages = await started(server);
  pages.reach(0, 20);
  await soon();
  expect([pages.total, pages.at(0), pages.at(199), pages.at(200), server.places]).toEqual([10_000, 0, 199, undefined, [0]]);
});

test("a jump to the end is one part", async () => {
  const server = new Server();
  const pages = await started(server);
  pages.reach(9980, 10_000);
  await soon();
  server.asked.at(-1)?.answer();
  await soon();
  expect([server.places, pages.at(9999), pages.at(5000)]).toEqual([[0, 9800], 9999, undefined]);
});

test("coming back to a place is one part, and the first one is fetched only where it is looked at", async () => {
  const server = new Server();
  const pages = await started(server, 5050);
  pages.reach(0, 20);
  pages.reach(5050, 5050);
  await soon();
  expect([server.places, pages.at(5050), pages.total]).toEqual([[5000], 5050, 10_000]);
  pages.reach(0, 20);
  await soon();
  expect(server.places).toEqual([5000, 0]);
});

test("what follows a part that is here is asked for by its cursor", async () => {
  const server = new Server();
  const pages = await started(server);
  pages.reach(160, 180);
  await soon();
  expect(server.asked.map(({ from, cursor }) => [from, cursor])).toEqual([[0, false], [200, true]]);
});

test("no part is asked for twice at once", async () => {
  const server = new Server();
  const pages = await started(server);
  for (const from of [540, 545, 548]) {
    pages.reach(from, from + 20);
    await soon();
  }
  expect([...server.places].sort((a, b) => a - b)).toEqual([0, 400, 600]);
});

test("what is no longer near is not waited for", async () => {
  const server = new Server();
  const pages = await started(server);
  pages.reach(550, 560);
  await soon();
  pages.reach(7000, 7001);
  pages.reach(8150, 8151);
  expect(server.asked.filter(({ from }) => from === 400).map(({ signal }) => signal.aborted)).toEqual([true]);
  await soon();
  expect(server.places.slice(-2)).toEqual([8000, 8200]);
  pages.stop();
  expect(server.asked.slice(1).every(({ signal }) => signal.aborted)).toBe(true);
});

test("what is shown stays until it was asked anew near the window", async () => {
  const server = new Server();
  const pages = await started(server, 5020);
  pages.reach(5160, 5170);
  await soon();
  server.asked.at(-1)?.answer();
  await soon();
  const again = pages.restart();
  expect([pages.at(5000), pages.at(5200)]).toEqual([5000, 5200]);
  expect(server.places.slice(2)).toEqual([5000, 5200]);
  for (const each of server.asked.slice(2)) each.answer();
  expect(await again).toBe(true);
  expect([pages.at(5000), pages.at(5200)]).toEqual([5000, 5200]);
});

test("a list that turns out to be another one is asked for anew", async () => {
  const server = new Server();
  const pages = await started(server);
  pages.reach(550, 560);
  server.total = 9_000;
  await soon();
  for (const each of server.asked.slice(1)) each.answer();
  await soon();
  for (const each of server.asked.slice(1)) each.answer();
  await soon();
  expect([pages.total, pages.at(0), pages.at(550)]).toEqual([9_000, undefined, 550]);
});

test("asking anew twice, the first one is overtaken", async () => {
  const server = new Server();
  const pages = new Pages<number>(server.ask, SIZE);
  const first = pages.restart();
  const second = pages.restart();
  server.asked.at(-1)?.answer();
  expect([await first, await second]).toEqual([false, true]);
});

test("a refusal is told, what was there stays, and looking on asks again", async () => {
  const server = new Server();
  const pages = await started(server);
  pages.reach(500, 501);
  await soon();
  server.asked.at(-1)?.refuse(new Error("The library is being rebuilt."));
  await soon();
  expect([pages.at(0), pages.problem?.message]).toEqual([0, "The library is being rebuilt."]);
  pages.reach(501, 502);
  await soon();
  server.asked.at(-1)?.answer();
  await soon();
  expect([pages.at(501), pages.problem]).toEqual([501, null]);
});
