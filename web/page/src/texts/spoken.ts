/** In which language the page speaks: the one that was chosen here, else the browser's first that it knows, else English. */
import { remember, remembered } from "../state/stored";
import type { Texts } from "./en";
import { locale } from "./locale";

/** Each under the name that it has for itself. */
export const LANGUAGES = { de: "Deutsch", en: "English", es: "Español", fr: "Français", zh: "中文" } as const;
export type Language = keyof typeof LANGUAGES;

const TABLES: Record<Language, () => Promise<{ texts: Texts }>> = {
  de: () => import("./de"),
  en: () => import("./en"),
  es: () => import("./es"),
  fr: () => import("./fr"),
  zh: () => import("./zh"),
};

let spoken: Texts | null = null;

/** The texts of the language that is spoken; nothing that shows texts may be imported before `speak` has ended. */
export function texts(): Texts {
  if (!spoken) throw new Error("speak() comes first");
  return spoken;
}

/** Fetches the texts of the language that is to be spoken, and keeps to its habits with numbers and dates. */
export async function speak(wanted: readonly string[], chosen = remembered<string>("language", "")): Promise<void> {
  const language = [chosen, ...wanted.map(plain)].find(known) ?? "en";
  spoken = (await TABLES[language]()).texts;
  locale.language = language;
  // Whose language the page cannot speak still writes dates as they know them, unless they chose another.
  locale.format = wanted.find((one) => plain(one) === language) ?? (chosen === language ? language : (wanted[0] ?? language));
}

/** Speaks another language from now on, in this browser. */
export function choose(language: Language): void {
  remember("language", language);
  window.location.reload();
}

function plain(tag: string): string {
  return tag.split("-")[0]?.toLowerCase() ?? "";
}

function known(language: string): language is Language {
  return Object.hasOwn(LANGUAGES, language);
}
