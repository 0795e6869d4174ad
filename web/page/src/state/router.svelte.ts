/** Real addresses: where the page is, how it goes elsewhere, and where it was scrolled to when one comes back. */
import { tick } from "svelte";

export class Place {
  url = $state.raw(new URL(window.location.href));
  path = $derived(this.url.pathname);
  query = $derived(this.url.searchParams);
}

export const place = new Place();

let went = false;

/** Whether the page was ever left for another address since it was opened. */
export const leftBehind = (): boolean => went;

interface Kept {
  scroll?: number;
}

const keptScroll = (): number | undefined => (history.state as Kept | null)?.scroll;

/** Where this step of the history was left, until the window is there again or somebody scrolls: till then it is not written over. */
let owed: number | undefined;
let waiting = 0;

/** How far down this step of the history is to be scrolled, as long as it is not. */
export const leftAt = (): number | undefined => owed;

function keepScroll(): void {
  if (owed === undefined) history.replaceState({ ...(history.state as Kept | null), scroll: window.scrollY }, "");
}

/** Forgets what was to be kept of the step that is left. */
function arrive(scroll?: number): void {
  window.clearTimeout(waiting);
  owed = scroll;
}

/** Goes to an address of the page; `replace` leaves no step for the back button. */
export function go(href: string, { replace = false }: { replace?: boolean } = {}): void {
  const target = new URL(href, window.location.href);
  if (target.href === place.url.href) return;
  if (replace) {
    history.replaceState(history.state, "", target);
  } else {
    keepScroll();
    arrive();
    history.pushState({}, "", target);
    if (target.pathname !== place.path) window.scrollTo(0, 0);
  }
  went = true;
  place.url = target;
}

/** Changes parameters of the present address; null or "" removes one. */
export function query(changes: Record<string, string | null | readonly string[]>, replace = true): void {
  const target = new URL(place.url);
  for (const [name, value] of Object.entries(changes)) {
    target.searchParams.delete(name);
    for (const each of Array.isArray(value) ? value : [value]) if (each) target.searchParams.append(name, each);
  }
  go(target.href, { replace });
}

/**
 * Scrolls back to where this step of the history was left; a view calls it when its content stands.
 * `longer` brings more of a list that comes in parts, and says whether it did.
 */
export async function restoreScroll(longer: () => Promise<boolean> = async () => false): Promise<void> {
  const here = place.url;
  const waits = (): boolean => owed !== undefined && place.url === here;
  const reaches = (): boolean => document.documentElement.scrollHeight >= (owed ?? 0) + window.innerHeight;
  await tick();
  while (waits() && !reaches() && (await longer())) await tick();
  if (!waits()) return;
  window.scrollTo(0, owed ?? 0);
  owed = undefined;
}

const SCROLLING = new Set([" ", "ArrowDown", "ArrowUp", "End", "Home", "PageDown", "PageUp"]);

/** Whoever scrolls goes on from there. */
function scrolled(event: Event): void {
  if (event instanceof KeyboardEvent && (event.altKey || !SCROLLING.has(event.key))) return;
  if (event instanceof PointerEvent && event.target !== document.documentElement) return; // a bar that is dragged
  owed = undefined;
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  const target = new URL(link.href);
  if (target.origin !== window.location.origin || target.pathname.startsWith("/api/")) return;
  event.preventDefault();
  go(target.href);
}

export function startRouter(): void {
  history.scrollRestoration = "manual";
  if (place.path === "/") go("/search", { replace: true });
  document.addEventListener("click", follow);
  arrive(keptScroll());
  window.addEventListener("popstate", () => {
    arrive(keptScroll());
    place.url = new URL(window.location.href);
  });
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) window.addEventListener(kind, scrolled, { passive: true });
  window.addEventListener("scroll", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keepScroll, 150);
  });
}
