/** Writes the hash of the sources beside the build; with --check, says whether the build is of these sources. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { digest } from "./sources.mjs";

const page = fileURLToPath(new URL("..", import.meta.url));
const stamp = fileURLToPath(new URL("../../dist/sources.sha256", import.meta.url));
const now = digest(page);

if (!process.argv.includes("--check")) {
  writeFileSync(stamp, `${now}\n`);
} else if (readFileSync(stamp, "utf8").trim() !== now) {
  console.error("web/dist was not built from these sources of web/page. Run `make page` and commit both.");
  process.exit(1);
}
