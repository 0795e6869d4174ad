/** Prints the compressed size of what all views load in one language, and fails above the promise of 150 KB. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT = 150_000;
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const sizes = readdirSync(`${dist}assets`)
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => ({ name, bytes: gzipSync(readFileSync(`${dist}assets/${name}`)).length }));
const of = (kind) => sizes.filter(({ name }) => name.startsWith(`${kind}-`)).map(({ bytes }) => bytes);
const sum = (all) => all.reduce((one, other) => one + other, 0);
const total = sum(sizes.map(({ bytes }) => bytes)) - sum(of("hls")) - sum(of("texts")) + Math.max(...of("texts"));

for (const { name, bytes } of sizes) console.log(`${String(bytes).padStart(8)}  ${name}`);
console.log(`${String(total).padStart(8)}  all views together, compressed, in one language, without hls (at most ${LIMIT})`);
if (total > LIMIT) process.exit(1);
