/** Every German text about intros, credits and other packaging. */
import { percent as share } from "../clock";

export const segments = {
  parts: {
    none: "Hier ist kein Intro, kein Abspann und nichts Ähnliches bekannt.",
    decided: "bestätigt",
    probable: (percent: number, sure: boolean): string => `Wahrscheinlichkeit ${share(percent / 100)}${sure ? "" : ", ein Vorschlag"}`,
    play: (what: string): string => `${what} abspielen`,
    right: (what: string): string => `${what}: richtig`,
    wrong: (what: string): string => `${what}: falsch`,
    moveIt: (what: string): string => `${what} ändern`,
    move: "Ändern",
    is: "ist",
    save: "Sichern",
    leave: "Belassen",
    saved: (kind: string): string => `${kind}: gesichert.`,
    kept: (kind: string): string => `${kind}: bestätigt.`,
    gone: (kind: string): string => `${kind}: kommt dort nicht vor.`,
    hint: "Mit I und O einen Bereich markieren oder einen dieser Teile ändern: seine Enden in der Timeline ziehen, dann sichern.",
  },
  review: {
    question: (kind: string): string => `Ist das „${kind}“?`,
    questions: {
      credits: "Ist das der Abspann?", repeated: "Ist das Werbung?", ident: "Ist das ein Studiologo?",
    } as Record<string, string>,
    begins: "Anfang",
    middle: "Mitte",
    ends: "Ende",
    because: (names: string): string => `Gründe: ${names}`,
    yes: (kind: string, title: string): string => `${kind} in „${title}“: bestätigt.`,
    no: (kind: string, title: string): string => `${kind} in „${title}“: kommt dort nicht vor.`,
    move: "Ändern",
    done: "Zweifelhafte Intros, Abspänne und Rückblicke kommen, sobald mehr von einer Serie indexiert ist.",
    keys: { yes: "Ja, stimmt", no: "Nein, stimmt nicht", open: "Im Video ändern" },
  },
  reasons: {
    episodes: "andere Folgen mit diesem Teil", usual: "Anzahl dieser Folgen", sound: "Ton", pictures: "Bilder",
    earlier: "Shots aus früheren Folgen", shots: "Anzahl dieser Shots", writing: "Schrift im Bild", chapter: "Name eines Kapitels",
    model: "Gelerntes",
  } as Record<string, string>,
};
