/** Starts the page. */
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";

import App from "./App.svelte";
import { startKeys } from "./state/keys.svelte";
import { startRouter } from "./state/router.svelte";

const target = document.getElementById("page");
if (target) {
  startRouter();
  startKeys();
  mount(App, { target });
}
