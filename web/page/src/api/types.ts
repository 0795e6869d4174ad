/** The nouns of the API as the page uses them, under the names that the API's own description gives them. */
import type { components } from "./generated/schema";

type Schemas = components["schemas"];

export type Role = NonNullable<Schemas["Session"]["role"]>;
export type Session = Schemas["Session"] & { role: Role };
/** Whom the server does not know yet. */
export type Nobody = Schemas["Session"] & { role: null };

export interface Page<T> {
  items: T[];
  next?: string | null;
  total?: number | null;
  notes?: string[];
}

export type Video = Schemas["VideoFacts"];
export type Reason = Schemas["Reason"];
export type Moment = Schemas["VideoMoment"];
export type Group = Schemas["Group"];
export type Facet = Schemas["Facet"];
export type Facets = Record<string, Facet[]>;

/** A question; what is left out is not asked for. */
export type Question = Partial<Schemas["SearchQuestion"]>;
export type Answer = Schemas["SearchAnswer"];

export type Playable = Schemas["Play"];

export interface Job {
  id: string;
  kind: string;
  name: string;
  by: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  progress: number | null;
  now: string;
  error: string;
  cure: string;
  /** The first line tells what became of it, the others what is to be said of single files. */
  notes: string[];
  /** The name of the file that it made. */
  result?: string | null;
  created: string;
  started: string;
  ended: string;
}

export type SavedSearch = Schemas["KeptSearch"];

export type Listing = Schemas["Videos"];
export type Trouble = Schemas["Trouble"];
export type Failed = Schemas["Failed"];
export type Retry = Schemas["Retry"];
export type LibraryFacts = Schemas["LibraryOverview"];
export type Tower = Schemas["TowerFacts"];
export type Rate = Schemas["AcceptedRate"];
export type Monitored = Schemas["MonitorFacts"];

export type Recorded = Schemas["DecisionRecord"];
