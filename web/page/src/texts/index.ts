/** The texts of the frame, the search, the library and whatever has no table of its own. */
import { locale } from "./locale";
import { texts } from "./spoken";

export const t = texts().page;

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
