/** Every German text of the review. */
import { count as number, percent as share } from "../clock";

const s = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;

export const review = {
  title: "Prüfen",
  kinds: { tags: "Schlagwörter", thumbnails: "Vorschaubilder", segments: "Intros" },
  which: "Was zu prüfen ist",
  only: "Nur dieses Schlagwort",
  anyTag: "alle Schlagwörter",
  today: (count: number): string => `${s(count, "Antwort", "Antworten")} heute`,
  left: (count: number): string => `noch ${number(count)}`,
  progress: "Fortschritt heute",
  question: (tag: string): string => `Ist das „${tag}“?`,
  probability: (percent: number): string => `Wahrscheinlichkeit ${share(percent / 100)}`,
  yes: "Ja",
  no: "Nein",
  skip: "Weiter",
  undo: "Rückgängig",
  open: "Video öffnen",
  voters: "Ähnliche verschlagwortete Videos",
  voter: (title: string, percent: number | null): string => (percent === null ? title : `${title}, ${share(percent / 100)} ähnlich`),
  noVoters: "Nur der Name spricht dafür: Kein verschlagwortetes Video sieht ähnlich aus.",
  pick: (place: number, time: string): string => `Vorschaubild ${place}, bei ${time}`,
  which_picture: "Welches Bild soll für das Video stehen?",
  picked: (title: string): string => `„${title}“ hat jetzt ein Vorschaubild.`,
  tagged: (tag: string, title: string): string => `„${title}“ ist „${tag}“.`,
  denied: (tag: string, title: string): string => `„${title}“ ist nicht „${tag}“.`,
  done: "Nichts zu prüfen.",
  doneTags: "Neue Vorschläge kommen, sobald mehr verschlagwortet oder indexiert ist. Inzwischen fehlen vielleicht Vorschaubilder.",
  doneThumbnails: "Jedes Video hat ein bestätigtes Vorschaubild. Inzwischen warten vielleicht Schlagwörter auf eine Antwort.",
  viewer: "Zum Prüfen ist die Rolle editor nötig.",
  viewerNext: "Administratoren können sie vergeben.",
  keys: {
    group: "Prüfen",
    yes: "Ja, das Schlagwort stimmt",
    no: "Nein, es stimmt nicht",
    skip: "Weiter",
    pick: "Dieses Bild wählen",
    undo: "Letzte Antwort zurücknehmen",
  },
};
