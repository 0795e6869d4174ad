/** The last searches of this browser; they never leave it. */
import { remember, remembered } from "../../state/stored";

const KEPT = 8;

class Recent {
  all = $state.raw<string[]>(remembered<string[]>("recent", []));

  add(words: string): void {
    if (!words) return;
    this.all = [words, ...this.all.filter((each) => each !== words)].slice(0, KEPT);
    remember("recent", this.all);
  }

  clear(): void {
    this.all = [];
    remember("recent", []);
  }
}

export const recent = new Recent();
