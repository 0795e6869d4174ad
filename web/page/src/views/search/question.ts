/** A question to the library, as the address of the search view says it. */
import type { Question } from "../../api/types";

/** Lists of the question and the parameters that carry them. */
const LISTS = { not: "not", within: "in", tags: "tag", folders: "folder", series: "series", languages: "language", videos: "video" } as const;
const NUMBERS = ["shortest", "longest"] as const;
const WORDS = ["since", "until", "picture"] as const;
export const MOTIONS = ["static", "pan", "tilt", "zoom", "handheld", "action"] as const;
export const SORTS = ["best", "newest", "title", "longest", "shortest"] as const;
export type Sort = (typeof SORTS)[number];

export type ListName = keyof typeof LISTS;

/** The parameter that carries a list of the question. */
export const parameterOf = (name: ListName): string => LISTS[name];

/** Reads "ID@12.5"; anything else is no moment. */
export function momentOf(text: string | null): { video: string; time: number } | null {
  const found = /^(.+)@(\d+(?:\.\d+)?)$/.exec(text ?? "");
  return found ? { video: found[1] ?? "", time: Number(found[2]) } : null;
}

export function questionOf(query: URLSearchParams): Question {
  const question: Question = {};
  const words = query.get("q")?.trim();
  if (words) question.words = words;
  const like = momentOf(query.get("like"));
  if (like) question.like = like;
  for (const [name, parameter] of Object.entries(LISTS) as [ListName, string][]) {
    const values = query.getAll(parameter).filter(Boolean);
    if (values.length) question[name] = values;
  }
  for (const name of NUMBERS) {
    const value = Number(query.get(name));
    if (query.get(name) && Number.isFinite(value)) question[name] = value;
  }
  for (const name of WORDS) {
    const value = query.get(name);
    if (value) question[name] = value;
  }
  const motion = MOTIONS.find((each) => each === query.get("motion"));
  if (motion) question.motion = motion;
  const sort = SORTS.find((each) => each === query.get("sort"));
  if (sort && sort !== SORTS[0]) question.sort = sort;
  return question;
}

export function addressOf(question: Question): string {
  const query = new URLSearchParams();
  if (question.words) query.set("q", question.words);
  if (question.like) query.set("like", `${question.like.video}@${question.like.time}`);
  for (const [name, parameter] of Object.entries(LISTS) as [ListName, string][]) {
    for (const value of question[name] ?? []) query.append(parameter, value);
  }
  for (const name of NUMBERS) if (question[name] != null) query.set(name, String(question[name]));
  for (const name of WORDS) if (question[name]) query.set(name, question[name]);
  if (question.motion) query.set("motion", question.motion);
  if (question.sort && question.sort !== SORTS[0]) query.set("sort", question.sort);
  const tail = query.toString();
  return tail ? `/search?${tail}` : "/search";
}

/** True where there is something to look for; filters alone only narrow what is found. */
export const asksSomething = (question: Question): boolean =>
  Boolean(question.words || question.like || question.picture || question.not?.length);

/** Takes words to avoid ("-night", '-"at night"') out of what was typed. */
export function typed(text: string): { words: string; not: string[] } {
  const not: string[] = [];
  const words = text.replace(/(^|\s)-(?:"([^"]+)"|([^\s"-]\S*))/g, (_all, before: string, quoted?: string, plain?: string) => {
    not.push(quoted ?? plain ?? "");
    return before;
  });
  return { words: words.replace(/\s+/g, " ").trim(), not };
}
