/** Lengths that a video is usually asked for, in seconds. */
import { t } from "../../texts";

export interface Range {
  name: keyof typeof t.lengths;
  shortest: number | null;
  longest: number | null;
}

export const LENGTHS: readonly Range[] = [
  { name: "any", shortest: null, longest: null },
  { name: "under1", shortest: null, longest: 60 },
  { name: "upTo5", shortest: 60, longest: 300 },
  { name: "upTo20", shortest: 300, longest: 1200 },
  { name: "upTo60", shortest: 1200, longest: 3600 },
  { name: "over60", shortest: 3600, longest: null },
];
