/** The nouns of the API that the views of one video, of reels and of review use. */
import type { Moment, Reason, Video } from "./types";

export interface SpanOf {
  start: number;
  end: number;
}

export interface Curve {
  times: number[];
  values: number[];
}

/** A chapter, or what is no picture of the story; unsure where it is only probable. */
export interface Segment extends SpanOf {
  kind: string;
  title: string;
  sure: boolean;
  score: number;
  decided: boolean;
  /** What speaks for it, the strongest first. */
  because: string[];
}

export interface VideoDetail extends Video {
  description: string;
  shots: SpanOf[];
  events: (SpanOf & { kind: string; strength: number })[];
  /** LUFS, one number a second. */
  loudness: number[];
  /** The share of each second in which somebody speaks. */
  speech: number[];
  chapters: Segment[];
  segments: Segment[];
  notes: string[];
  decisions: number;
  source_gone: boolean;
}

export interface SampledFrame {
  row: number;
  time: number;
  kept: boolean;
  reason: string;
}

export interface FilmCurve extends Curve {
  kind: "highlights" | "prompt";
}

export interface Line extends SpanOf {
  text: string;
  source: string;
  language: string;
}

export interface WrittenLine extends SpanOf {
  text: string;
  kind: "title" | "subtitle" | "credits" | "ticker" | "clock" | "logo" | "text";
}

export interface Crop {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Candidate {
  time: number;
  score: number;
  because: Reason[];
  note: string;
  pinned: boolean;
  picture: string | null;
  crops: Record<string, Crop>;
}

export interface Vote {
  video: string;
  title: string;
  time: number | null;
  similarity: number | null;
}

export interface Suggestion {
  name: string;
  probability: number;
  how: string;
  votes: Vote[];
}

export interface Tags {
  given: string[];
  denied: string[];
  tags: Suggestion[];
  suggestions: Suggestion[];
  notes?: string[];
}

export interface ReelPart extends SpanOf {
  video: string;
}

export type Highlight = Moment;
