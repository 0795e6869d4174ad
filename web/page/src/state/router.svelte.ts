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

function keepScroll(): void {
  history.replaceState({ ...(history.state as Kept | null), scroll: window.scrollY }, "");
}

/** Goes to an address of the page; `replace` leaves no step for the back button. */
export function go(href: string, { replace = false }: { replace?: boolean } = {}): void {
  const target = new URL(href, window.location.href);
  if (target.href === place.url.href) return;
  if (replace) {
    history.replaceState(history.state, "", target);
  } else {
    keepScroll();
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
  const kept = (history.state as Kept | null)?.scroll;
  if (kept === undefined) return;
  const here = place.url;
  const reaches = (): boolean => document.documentElement.scrollHeight >= kept + window.innerHeight;
  await tick();
  while (!reaches() && (await longer())) await tick();
  if (place.url === here) window.scrollTo(0, kept);
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
  window.addEventListener("popstate", () => (place.url = new URL(window.location.href)));
  let waiting = 0;
  window.addEventListener("scroll", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keepScroll, 150);
  });
}
