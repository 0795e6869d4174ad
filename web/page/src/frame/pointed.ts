/** The still that is pointed at: within what has the focus, else under the pointer. */
import { momentOf } from "../views/search/question";

export function pointedStill(): { video: string; time: number } | null {
  const within = document.activeElement === document.body ? null : document.activeElement;
  const still = within?.querySelector("[data-still]") ?? [...document.querySelectorAll("[data-still]:hover")].at(-1);
  return momentOf(still?.getAttribute("data-still") ?? null);
}
