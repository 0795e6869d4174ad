"use strict";
// A click on a moment plays it in the page; without this script its link opens the video at that time.
const stage = document.getElementById("stage");
const player = stage.querySelector("video");
const now = document.getElementById("now");

function jump(moment) {
  const start = Number(moment.dataset.start);
  for (const other of document.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  moment.setAttribute("aria-current", "true");
  stage.hidden = false;
  now.textContent = moment.dataset.label;
  const go = () => { player.currentTime = start; player.play().catch(() => {}); };
  if (player.dataset.file === moment.dataset.file && player.readyState > 0) return go();
  player.dataset.file = moment.dataset.file;
  player.src = moment.dataset.file;
  player.addEventListener("loadedmetadata", go, { once: true });
}

player.addEventListener("error", () => {
  now.textContent = "This browser cannot play " + decodeURIComponent(player.dataset.file) + ". Open it in another player.";
});

document.addEventListener("click", (event) => {
  const moment = event.target.closest("a.jump");
  if (!moment || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  jump(moment);
});
