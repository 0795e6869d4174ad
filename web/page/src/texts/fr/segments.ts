/** Every French text about intros, credits and other packaging. */
import { percent as share } from "../clock";

export const segments = {
  parts: {
    none: "Aucune intro, aucun générique ni autre habillage n’est connu ici.",
    decided: "décidé",
    probable: (percent: number, sure: boolean): string => `probable à ${share(percent / 100)}${sure ? "" : ", suggestion"}`,
    play: (what: string): string => `Lire : ${what}`,
    right: (what: string): string => `Confirmer : ${what}`,
    wrong: (what: string): string => `Refuser : ${what}`,
    moveIt: (what: string): string => `Caler : ${what}`,
    move: "Caler",
    is: "est",
    save: "Garder",
    leave: "Annuler",
    saved: (kind: string): string => `${kind} : c’est gardé.`,
    kept: (kind: string): string => `${kind} : c’est confirmé.`,
    gone: (kind: string): string => `${kind} : pas ici.`,
    hint: "Marquez un passage avec I et O, ou calez une de ces parties : glissez ses bornes sur la timeline, puis gardez-la.",
  },
  review: {
    question: (kind: string): string => `Cette partie est-elle bien ceci : ${kind.toLowerCase()} ?`,
    questions: {
      credits: "Est-ce le générique de fin ?", repeated: "Est-ce une publicité ?", ident: "Est-ce le logo animé d’un studio ?",
    } as Record<string, string>,
    begins: "début",
    middle: "milieu",
    ends: "fin",
    because: (names: string): string => `D’après : ${names}`,
    yes: (kind: string, title: string): string => `${kind} de « ${title} » : c’est confirmé.`,
    no: (kind: string, title: string): string => `${kind} de « ${title} » : pas ici.`,
    move: "Caler",
    done: "Les intros, génériques et résumés douteux arrivent quand une série est indexée plus avant.",
    keys: { yes: "Oui, c’est bien cela", no: "Non, ce n’est pas cela", open: "Caler dans la vidéo" },
  },
  reasons: {
    episodes: "sa présence dans d’autres épisodes", usual: "le nombre de ces épisodes", sound: "son contenu sonore", pictures: "ses images",
    earlier: "des plans d’épisodes précédents", shots: "le nombre de ces plans", writing: "son texte à l’écran", chapter: "un nom de chapitre",
    model: "ce qui a été appris",
  } as Record<string, string>,
};
