/** The nouns of the API as the page uses them. */
export type Role = "viewer" | "editor" | "admin";

export interface Session {
  name: string;
  role: Role;
  anonymous: boolean;
  can: string[];
  version: string;
  library: { name: string; encoder: string; videos: number };
  features?: string[];
}

export interface Page<T> {
  items: T[];
  next?: string | null;
  total?: number | null;
  notes?: string[];
}

export interface Video {
  id: string;
  title: string;
  file: string;
  path?: string | null;
  folder?: string;
  duration: number;
  width: number;
  height: number;
  fps: number;
  date?: string | null;
  series?: string | null;
  language?: string | null;
  tags: string[];
  frames: number;
  words: string;
  sound: string;
  status: "indexed" | "damaged";
  missing: boolean;
  thumbnail_time?: number | null;
  pinned?: boolean;
  own_picture?: boolean;
}

export interface Reason {
  name: string;
  value: number;
  share: number;
}

export interface Moment {
  start: number;
  end: number;
  best: number;
  score: number;
  match: string;
  said?: string | null;
  marks?: [number, number][];
  because: Reason[];
}

export interface Group {
  video: Video;
  moments: Moment[];
  more: number;
}

export interface Facet {
  name: string;
  count: number;
}

export type Facets = Record<string, Facet[]>;

export interface Question {
  words?: string;
  not?: string[];
  like?: { video: string; time: number } | null;
  picture?: string | null;
  within?: string[];
  tags?: string[];
  folders?: string[];
  series?: string[];
  languages?: string[];
  videos?: string[];
  /** A day, a month or a year. */
  since?: string | null;
  until?: string | null;
  shortest?: number | null;
  longest?: number | null;
  sort?: string;
  top?: number;
  cursor?: string | null;
}

export interface Answer {
  items: Group[];
  weak: Group[];
  sure: boolean;
  threshold?: number | null;
  facets: Facets;
  notes: string[];
  next?: string | null;
  took?: number;
}

export interface Playable {
  mode: "file" | "hls";
  url: string;
  type: string;
  why?: string | null;
  note?: string | null;
}

export interface Job {
  id: string;
  kind: string;
  state: string;
  progress?: number | null;
  [detail: string]: unknown;
}

export interface SavedSearch {
  name: string;
  query: Question;
  by?: string | null;
}

export interface Listing extends Page<Video> {
  facets: Facets;
}

export interface Trouble {
  id: string;
  title: string;
  why: string;
}

export interface LibraryFacts {
  name: string;
  path?: string | null;
  created: string;
  videos: number;
  frames: number;
  duration: number;
  damaged: Trouble[];
  missing: Trouble[];
  failed?: Trouble[];
  encoder: string;
  tower: string | null;
  indexing: number;
  media: string[];
  notes: string[];
}

export interface Tower {
  name: string;
  serves: boolean;
  made: string;
  tasks: string;
  videos: number;
  gain: string;
  encoder: string;
  promoted: string;
  why: string;
  metrics: Record<string, unknown>;
}

export interface Rate {
  name: string;
  shown: number;
  judged: number;
  precision: Record<string, number | null>;
}

export interface Monitored {
  weeks: Rate[];
  tags: Rate[];
  encoders: Rate[];
  drift: { distance: number; usual: number; chance: number; learned: number; newer: number; drifted: boolean } | null;
  need: { yes: boolean; why: string };
}

export interface Decided {
  key: string;
  at: string;
  by: string;
  kind: string;
  video: string;
  title?: string | null;
  time?: number | null;
  start?: number | null;
  end?: number | null;
  tag?: string;
  prompt?: string;
  note?: string;
  undoes?: string;
  undone: boolean;
}
