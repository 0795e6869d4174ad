/** Reels as the library keeps them under a name; a tag tells whether somebody else changed one meanwhile. */
import { call, get } from "../api/client";
import type { Page } from "../api/types";
import type { Reel } from "./model";

export interface KeptReel {
  name: string;
  /** Sent along when it is kept again: the library refuses if it has another one by then. */
  tag: string;
  reel: Reel;
}

interface Told {
  name: string;
  etag: string;
  target: number | null;
  items: { video: string; title: string; start: number; end: number }[];
}

const path = (name: string): string => `/reels/${encodeURIComponent(name)}`;

export async function fetched(name: string): Promise<KeptReel> {
  return read(await get<Told>(path(name)));
}

/** Keeps a reel; without a tag only where there is none of that name. */
export async function kept(name: string, reel: Reel, tag: string | null): Promise<KeptReel> {
  const headers: Record<string, string> = tag === null ? { "If-None-Match": "*" } : { "If-Match": tag };
  const items = reel.pieces.map(({ video, start, end }) => ({ video, start, end }));
  return read(await call<Told>("PUT", path(name), { json: { items, target: reel.target }, headers }));
}

export async function forgotten(name: string): Promise<void> {
  await call("DELETE", path(name));
}

export async function names(signal: AbortSignal): Promise<string[]> {
  return (await get<Page<{ name: string }>>("/reels", {}, signal)).items.map((one) => one.name);
}

function read(told: Told): KeptReel {
  const pieces = told.items.map((item, n) => ({ ...item, key: `${told.etag}-${n}` }));
  return { name: told.name, tag: told.etag, reel: { pieces, target: told.target ?? null } };
}
