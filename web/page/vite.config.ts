/** The build: hashed names, nothing inlined (the server's content policy forbids it), hls.js and each language apart. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const server = process.env.VSEARCH_SERVER ?? "http://127.0.0.1:7777";

function chunk(id: string): string | undefined {
  if (id.includes("/hls.js/")) return "hls";
  if (/\/texts\/(clock|counted|locale)\.ts/.test(id)) return "numbers"; // else it would lie in one of the languages
  const language = /\/texts\/(\w\w)\//.exec(id)?.[1];
  return language && `texts-${language}`;
}

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: { output: { manualChunks: chunk } },
  },
  test: { setupFiles: "src/texts/spoken.setup.ts" },
  server: { proxy: { "/api/v1": server } },
});
