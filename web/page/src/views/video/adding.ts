/** Puts what is marked in a film, or its shot, into the reel. */
import { tray } from "../../state/reel.svelte";
import { toasts } from "../../state/toasts.svelte";
import { t } from "../../texts/video";
import type { Film } from "./film.svelte";

export function addChosen(film: Film): void {
  const cut = film.chosen;
  if (!cut || !film.video) return;
  tray.add({ video: film.id, title: film.video.title, start: cut.start, end: cut.end });
  toasts.say(t.player.added, () => tray.undo());
}
