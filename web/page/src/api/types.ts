/** The nouns of the API as the page uses them. */
export type Role = "viewer" | "editor" | "admin";

export interface Session {
  name: string;
  role: Role;
  anonymous: boolean;
  can: string[];
  version: string;
  library: { name: string; encoder: string; videos: number };
  features?: Record<string, boolean>;
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
  duration: number;
  width: number;
  height: number;
  fps: number;
  date?: string | null;
  series?: string | null;
  language?: string | null;
  tags: string[];
  frames: number;
  words: number;
  sound: boolean;
  status: string;
  missing: boolean;
  thumbnail_time?: number | null;
  pinned?: boolean;
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
