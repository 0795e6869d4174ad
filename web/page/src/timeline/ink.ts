/** The colours of the page as a canvas needs them, and when they change. */
import type { Ink } from "./draw";

/** The colours now; light-dark() is resolved only in a property that is a colour, so an element is asked. */
export function ink(probe: HTMLElement): Ink {
  const resolved = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  return {
    text: resolved("ink"), muted: resolved("ink-faint"), line: resolved("line-strong"),
    accent: resolved("accent"), good: resolved("good"), font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
}

/** Calls whenever light turns to dark or back; returns what ends that. */
export function whenRepainted(again: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const watch = new MutationObserver(again);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  system.addEventListener("change", again);
  return () => {
    watch.disconnect();
    system.removeEventListener("change", again);
  };
}
