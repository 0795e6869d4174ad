/** Which address shows which view; each view is loaded when it is first shown. */
import type { Component } from "svelte";

export type View = Component<{ name: string }>;

export interface Route {
  title: string;
  pattern: RegExp;
  load: () => Promise<{ default: View }>;
  /** A view that starts afresh for another name in its address. */
  fresh?: boolean;
}

export const ROUTES: readonly Route[] = [
  { title: "search", pattern: /^\/search\/?$/, load: () => import("./search/SearchView.svelte") },
  { title: "video", pattern: /^\/video\/([^/]+)\/?$/, load: () => import("./video/VideoView.svelte"), fresh: true },
  { title: "reel", pattern: /^\/reel(?:\/([^/]+))?\/?$/, load: () => import("./reel/ReelView.svelte"), fresh: true },
  { title: "review", pattern: /^\/review\/?$/, load: () => import("./review/ReviewView.svelte") },
  { title: "library", pattern: /^\/library\/?$/, load: () => import("./library/LibraryView.svelte") },
  { title: "api", pattern: /^\/api\/?$/, load: () => import("./reference/ReferenceView.svelte") },
  { title: "login", pattern: /^\/login\/?$/, load: () => import("./login/LoginView.svelte") },
];

export interface Match {
  route: Route;
  name: string;
}

export function match(path: string): Match | null {
  for (const route of ROUTES) {
    const found = route.pattern.exec(path);
    if (found) return { route, name: decode(found[1] ?? "") };
  }
  return null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
