/** So many of something, by the rules of the language that is spoken: French counts none as it counts one. */
import { count as number } from "./clock";
import { locale } from "./locale";

export function counted(count: number, one: string, many = one): string {
  return `${number(count)} ${new Intl.PluralRules(locale.language).select(count) === "one" ? one : many}`;
}
