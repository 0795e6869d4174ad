/** So many of something: French counts none as it counts one. */
import { count as number } from "../clock";

export function counted(count: number, one: string, many: string): string {
  return `${number(count)} ${count < 2 ? one : many}`;
}
