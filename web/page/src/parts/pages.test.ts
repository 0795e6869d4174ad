import { expect, test } from "vitest";

import type { Page } from "../api/types";
import { Pages } from "./pages.svelte";

const numbers = (count: number, limit: number, asked: string[] = []) => async (cursor: string): Promise<Page<number>> => {
  asked.push(cursor);
  const from = Number(cursor || 0);
  const items = Array.from({ length: Math.min(limit, count - from) }, (_, index) => from + index);
  return { items, next: from + limit < count ? String(from + limit) : null, total: count };
};

test("only the first part is asked for at first", async () => {
  const asked: string[] = [];
  const pages = new Pages(numbers(100, 10, asked));
  await pages.restart();
  expect([pages.items.length, pages.total, asked]).toEqual([10, 100, [""]]);
});

test("parts come in order until what is needed is there", async () => {
  const pages = new Pages(numbers(100, 10));
  await pages.restart();
  await pages.reach(35);
  expect(pages.items).toEqual(Array.from({ length: 40 }, (_, index) => index));
});

test("nothing is asked beyond the end", async () => {
  const asked: string[] = [];
  const pages = new Pages(numbers(15, 10, asked));
  await pages.restart();
  await pages.reach(1000);
  await pages.reach(1000);
  expect([pages.items.length, pages.done, asked.length]).toEqual([15, true, 2]);
});

test("a refusal is told and what was there stays", async () => {
  const pages = new Pages<number>(async (cursor) => {
    if (cursor) throw new Error("The library is being rebuilt.");
    return { items: [1, 2], next: "2", total: 4 };
  });
  await pages.restart();
  await pages.reach(4);
  expect([pages.items, pages.problem?.message]).toEqual([[1, 2], "The library is being rebuilt."]);
});
