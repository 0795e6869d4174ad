/** Every English text of the review. */
import { count as number, percent as share } from "../clock";

const s = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;

export const review = {
  title: "Review",
  kinds: { tags: "Tags", thumbnails: "Thumbnails", segments: "Intros and credits" },
  which: "What to review",
  only: "Only this tag",
  anyTag: "any tag",
  today: (count: number): string => `${s(count, "answer", "answers")} today`,
  left: (count: number): string => `${number(count)} left`,
  progress: "Progress of today",
  question: (tag: string): string => `Is it “${tag}”?`,
  probability: (percent: number): string => `${share(percent / 100)} probable`,
  yes: "Yes",
  no: "No",
  skip: "Skip",
  undo: "Undo",
  open: "Open the video",
  voters: "Labelled videos that look alike",
  voter: (title: string, percent: number | null): string => (percent === null ? title : `${title}, ${share(percent / 100)} alike`),
  noVoters: "Its name alone speaks for it: no labelled video looks alike.",
  pick: (place: number, time: string): string => `Thumbnail ${place}, at ${time}`,
  which_picture: "Which picture stands for it?",
  picked: (title: string): string => `“${title}” has its thumbnail.`,
  tagged: (tag: string, title: string): string => `“${title}” is “${tag}”.`,
  denied: (tag: string, title: string): string => `“${title}” is not “${tag}”.`,
  done: "Nothing is waiting.",
  doneTags: "Suggestions come back when more is labelled or indexed. Meanwhile videos may want a thumbnail.",
  doneThumbnails: "Every video has a confirmed thumbnail. Meanwhile tags may want an answer.",
  viewer: "Reviewing needs the role editor.",
  viewerNext: "An administrator can give it to you.",
  keys: {
    group: "Review",
    yes: "Yes, the tag is right",
    no: "No, it is not",
    skip: "Skip",
    pick: "Choose this picture",
    undo: "Take the last answer back",
  },
};
