/** Every English text about intros, credits and other packaging. */
import { percent as share } from "../clock";

export const segments = {
  parts: {
    none: "No intro, credits or other packaging is known here.",
    decided: "decided",
    probable: (percent: number, sure: boolean): string => `${share(percent / 100)} probable${sure ? "" : ", a suggestion"}`,
    play: (what: string): string => `Play ${what}`,
    right: (what: string): string => `${what} is right`,
    wrong: (what: string): string => `${what} is wrong`,
    moveIt: (what: string): string => `Move ${what}`,
    move: "Move",
    is: "is",
    save: "Save",
    leave: "Leave it",
    saved: (kind: string): string => `${kind} saved.`,
    kept: (kind: string): string => `${kind} confirmed.`,
    gone: (kind: string): string => `No ${kind.toLowerCase()} there.`,
    hint: "Mark a stretch with I and O, or move one of these: drag its ends on the timeline, then save.",
  },
  review: {
    question: (kind: string): string => `Is this the ${kind.toLowerCase()}?`,
    questions: {
      credits: "Are these the credits?", repeated: "Is this an advertisement?", ident: "Is this a studio’s ident?",
    } as Record<string, string>,
    begins: "begins",
    middle: "in its midst",
    ends: "ends",
    because: (names: string): string => `Because of ${names}`,
    yes: (kind: string, title: string): string => `${kind} of “${title}” confirmed.`,
    no: (kind: string, title: string): string => `No ${kind.toLowerCase()} there in “${title}”.`,
    move: "Move it",
    done: "Doubtful intros, credits and recaps come when more of a series is indexed.",
    keys: { yes: "Yes, it is", no: "No, it is not", open: "Move it in the video" },
  },
  reasons: {
    episodes: "other episodes that have it", usual: "how many of them", sound: "its sound", pictures: "its pictures",
    earlier: "shots of earlier episodes", shots: "how many of them", writing: "its writing", chapter: "a chapter’s name",
    model: "what was learned",
  } as Record<string, string>,
};
