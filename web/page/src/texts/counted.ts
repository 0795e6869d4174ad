/** So many of something, in languages that tell one from many. */
import { count as number } from "./clock";

export function counted(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
