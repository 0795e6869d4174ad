/** The nouns of the API that the review uses. */
import type { Segment, Vote } from "./film";
import type { Page } from "./types";

export interface TagQuestion {
  video: string;
  title: string;
  tag: string;
  probability: number;
  time: number | null;
  votes: Vote[];
}

export interface ThumbnailQuestion {
  video: string;
  title: string;
  candidates: { time: number; score: number }[];
}

export interface SegmentQuestion {
  video: string;
  title: string;
  probability: number;
  segment: Segment;
}

export interface ReviewPage<Item> extends Page<Item> {
  progress: { today: number; left: number };
}
