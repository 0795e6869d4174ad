/** In which language the page speaks, and by whose habits it writes numbers, dates and lengths of time. */
export const locale = {
  /** Of the page's texts, which `lang` tells. */
  language: "en",
  /** Of numbers, dates and lengths of time. */
  format: "en",
};
