/** Lengths that videos are asked for, in seconds, under the names by which the server counts them. */
export interface Range {
  name: string;
  shortest: number | null;
  longest: number | null;
}

export const LENGTHS: readonly Range[] = [
  { name: "0-60", shortest: null, longest: 60 },
  { name: "60-600", shortest: 60, longest: 600 },
  { name: "600-3600", shortest: 600, longest: 3600 },
  { name: "3600-", shortest: 3600, longest: null },
];
