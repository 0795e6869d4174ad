/** So many of something, which Chinese names with its measure word. */
import { count as number } from "../clock";

export function counted(count: number, what: string): string {
  return `${number(count)} ${what}`;
}
