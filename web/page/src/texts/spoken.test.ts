import { expect, test } from "vitest";

import { texts as de } from "./de";
import { texts as en } from "./en";
import { texts as es } from "./es";
import { texts as fr } from "./fr";
import { locale } from "./locale";
import { speak, texts } from "./spoken";
import { texts as zh } from "./zh";

test.each([
  ["the browser's", ["fr-CA", "en"], "", fr, "fr", "fr-CA"],
  ["its second, where the first is not known", ["pl-PL", "de-AT"], "", de, "de", "de-AT"],
  ["English, where none is known, with the habits of the first", ["pl-PL"], "", en, "en", "pl-PL"],
  ["what was chosen", ["en-GB"], "zh", zh, "zh", "zh"],
  ["what was chosen, with the habits of the browser's own country", ["en-US", "es-MX"], "es", es, "es", "es-MX"],
  ["the browser's, where what was chosen is unknown by now", ["de"], "tlh", de, "de", "de"],
  ["English, where the browser says nothing", [], "", en, "en", "en"],
])("the page speaks %s", async (_name, wanted, chosen, spoken, language, format) => {
  await speak(wanted, chosen);
  expect(texts()).toBe(spoken);
  expect(locale).toEqual({ language, format });
});

type Tree = { readonly [key: string]: Tree | string | ((...told: never[]) => string) };

/** Every text by where it stands; functions are told what serves them as numbers and as words. */
function said(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    if (typeof value === "object") return said(value, `${path}${key}.`);
    return [[path + key, typeof value === "string" ? value : (value as (...told: string[]) => string)("7123", "8456", "9789")]];
  });
}

/** What no language says otherwise: what a text was told, commands, and names of formats. */
function kept(text: string): string[] {
  return [...text.replace(/(\d)[.,\s](?=\d{3})/gu, "$1").matchAll(/\d{3,}|`[^`]+`|--media|MP4|JPEG|EDL|API/gu)].map(([one]) => one).sort();
}

test.each([["de", de], ["es", es], ["fr", fr], ["zh", zh]])("every text is there in %s, with all that it was told", (_name, other) => {
  const theirs = said(other);
  expect(theirs.map(([place]) => place)).toEqual(said(en).map(([place]) => place));
  for (const [n, [place, text]] of said(en).entries()) {
    const translated = theirs[n]?.[1] ?? "";
    expect([place, translated === "", ...kept(translated)]).toEqual([place, text === "", ...kept(text)]);
  }
});

test.each([
  ["de", ["0 Momente", "1 Moment", "2 Momente"]],
  ["en", ["0 moments", "1 moment", "2 moments"]],
  ["es", ["0 momentos", "1 momento", "2 momentos"]],
  ["fr", ["0 moment", "1 moment", "2 moments"]],
  ["zh", ["0 个片段", "1 个片段", "2 个片段"]],
])("%s counts as it does", async (language, said) => {
  await speak([language], "");
  expect([0, 1, 2].map(texts().page.tray.moments)).toEqual(said);
});
