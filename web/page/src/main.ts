/** Starts the page, once it knows in which language. */
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";

import { startKeys } from "./state/keys.svelte";
import { startRouter } from "./state/router.svelte";
import { locale } from "./texts/locale";
import { speak } from "./texts/spoken";

async function start(target: HTMLElement): Promise<void> {
  await speak(navigator.languages);
  document.documentElement.lang = locale.language;
  startRouter();
  startKeys();
  const { default: App } = await import("./App.svelte");
  mount(App, { target });
}

const target = document.getElementById("page");
if (target) void start(target);
