import { expect, test } from "vitest";

import { example, routesOf, typeOf, type Document, type Schema } from "./document";

const document: Document = {
  info: { title: "vsearch", version: "1" },
  paths: {
    "/a": { get: { tags: ["one"], responses: {} }, post: { tags: ["two"], responses: {} } },
    "/b": { get: { tags: ["one"], responses: {} } },
  },
  components: {
    schemas: {
      Shown: { type: "object", example: { id: "v1" } },
      Made: { type: "object", properties: { names: { type: "array", items: { type: "string" } }, of: { $ref: "#/components/schemas/Shown" } } },
      Endless: { type: "object", properties: { below: { $ref: "#/components/schemas/Endless" } } },
    },
  },
};

test("routes come by tag, in the order of the document", () => {
  const told = routesOf(document).map(([tag, routes]) => [tag, routes.map(({ method, path }) => `${method} ${path}`)]);
  expect(told).toEqual([["one", ["get /a", "get /b"]], ["two", ["post /a"]]]);
});

test.each<[string, Schema, string]>([
  ["a name", { $ref: "#/components/schemas/Shown" }, "Shown"],
  ["a list", { type: "array", items: { type: "string" } }, "string[]"],
  ["one of some", { enum: ["a", "b"] }, '"a" | "b"'],
  ["or nothing", { anyOf: [{ type: "number" }, { type: "null" }] }, "number or null"],
])("a type is told as %s", (_name, schema, told) => expect(typeOf(schema)).toBe(told));

test.each<[string, string, unknown]>([
  ["given", "Shown", { id: "v1" }],
  ["made of its parts", "Made", { names: [""], of: { id: "v1" } }],
])("an example is %s", (_name, name, told) => expect(example(document, { $ref: `#/components/schemas/${name}` })).toEqual(told));

test("a schema that holds itself has an example that ends", () => {
  expect(JSON.stringify(example(document, { $ref: "#/components/schemas/Endless" })).length).toBeLessThan(200);
});
