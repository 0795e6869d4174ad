/** The hash of everything the build is made of; tests/web/test_page_build.py computes the same one in Python. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// openapi.json gives types only, which leave no trace in the build.
const LEFT_OUT = new Set(["node_modules", "generated", "openapi.json"]);

export function sources(folder, under = "") {
  const found = [];
  for (const entry of readdirSync(join(folder, under), { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const name = under ? `${under}/${entry.name}` : entry.name;
    if (entry.isDirectory()) found.push(...sources(folder, name));
    else found.push(name);
  }
  return found.sort();
}

export function digest(folder) {
  const hash = createHash("sha256");
  for (const name of sources(folder)) {
    hash.update(`${name}\n`);
    hash.update(createHash("sha256").update(readFileSync(join(folder, name))).digest("hex"));
    hash.update("\n");
  }
  return hash.digest("hex");
}
