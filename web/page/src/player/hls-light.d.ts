/** The light build of hls.js speaks as the whole one does; the package brings no types for it. */
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
