/** The reel that is being put together; it follows through all views and survives a reload. */
import { remember, remembered } from "./stored";

export interface ReelItem {
  video: string;
  title: string;
  start: number;
  end: number;
}

class Tray {
  items = $state.raw<ReelItem[]>(remembered<ReelItem[]>("reel", []));
  length = $derived(this.items.reduce((sum, item) => sum + item.end - item.start, 0));

  add(item: ReelItem): void {
    this.put([...this.items, item]);
  }

  put(items: ReelItem[]): void {
    this.items = items;
    remember("reel", items);
  }
}

export const tray = new Tray();
