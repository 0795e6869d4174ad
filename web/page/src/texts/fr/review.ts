/** Every French text of the review. */
import { count as number, percent as share } from "../clock";

const s = (count: number, one: string, many: string): string => `${number(count)} ${count < 2 ? one : many}`;

export const review = {
  title: "Revue",
  kinds: { tags: "Tags", thumbnails: "Vignettes", segments: "Intros et génériques" },
  which: "Que passer en revue",
  only: "Ce tag seulement",
  anyTag: "tous les tags",
  today: (count: number): string => `${s(count, "réponse", "réponses")} aujourd’hui`,
  left: (count: number): string => `encore ${number(count)}`,
  progress: "Progression du jour",
  question: (tag: string): string => `Est-ce « ${tag} » ?`,
  probability: (percent: number): string => `probable à ${share(percent / 100)}`,
  yes: "Oui",
  no: "Non",
  skip: "Passer",
  undo: "Annuler",
  open: "Ouvrir la vidéo",
  voters: "Vidéos taguées qui lui ressemblent",
  voter: (title: string, percent: number | null): string => (percent === null ? title : `${title}, similaire à ${share(percent / 100)}`),
  noVoters: "Seul son nom plaide pour ce tag : aucune vidéo taguée ne lui ressemble.",
  pick: (place: number, time: string): string => `Vignette ${place}, à ${time}`,
  which_picture: "Quelle image la représente ?",
  picked: (title: string): string => `« ${title} » a sa vignette.`,
  tagged: (tag: string, title: string): string => `« ${title} » a le tag « ${tag} ».`,
  denied: (tag: string, title: string): string => `« ${title} » n’a pas le tag « ${tag} ».`,
  done: "Rien n’est en attente.",
  doneTags: "Des suggestions reviendront avec de nouveaux tags ou de nouvelles vidéos. D’ici là, des vidéos attendent peut-être une vignette.",
  doneThumbnails: "Chaque vidéo a une vignette confirmée. D’ici là, des tags attendent peut-être une réponse.",
  viewer: "La revue demande le rôle « editor ».",
  viewerNext: "Un administrateur peut vous le donner.",
  keys: {
    group: "Revue",
    yes: "Oui, le tag est juste",
    no: "Non, il ne l’est pas",
    skip: "Passer",
    pick: "Choisir cette image",
    undo: "Annuler la dernière réponse",
  },
};
