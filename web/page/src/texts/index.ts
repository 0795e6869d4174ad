/** The texts of the page in one language; another language is one more file. */
import { en } from "./en";
import { locale } from "./locale";

export const t = en;

/** What a language is called that films and subtitles tell by its code. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(locale.language, { type: "language" }).of(code) ?? code;
  } catch {
    return code; // no code at all
  }
}

/** The name of a reason or a channel; one that is not in the table is shown as the server names it. */
export function reasonName(name: string): string {
  return name in t.reasons ? t.reasons[name as keyof typeof t.reasons] : name;
}
