/** Makes the types of the API from openapi.json. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import openapiTS, { astToString } from "openapi-typescript";

const page = fileURLToPath(new URL("..", import.meta.url));
if (!existsSync(`${page}openapi.json`)) process.exit(0);
const document = JSON.parse(readFileSync(`${page}openapi.json`, "utf8"));
mkdirSync(`${page}src/api/generated`, { recursive: true });
writeFileSync(`${page}src/api/generated/schema.d.ts`, astToString(await openapiTS(document)));
