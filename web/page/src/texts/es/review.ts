/** Every Spanish text of the review. */
import { count as number, percent as share } from "../clock";

const s = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;

export const review = {
  title: "Revisar",
  kinds: { tags: "Etiquetas", thumbnails: "Miniaturas", segments: "Intros y créditos" },
  which: "Qué revisar",
  only: "Solo esta etiqueta",
  anyTag: "cualquiera",
  today: (count: number): string => `${s(count, "respuesta", "respuestas")} hoy`,
  left: (count: number): string => s(count, "pendiente", "pendientes"),
  progress: "Progreso de hoy",
  question: (tag: string): string => `¿Es «${tag}»?`,
  probability: (percent: number): string => `${share(percent / 100)} de probabilidad`,
  yes: "Sí",
  no: "No",
  skip: "Omitir",
  undo: "Deshacer",
  open: "Abrir el video",
  voters: "Videos etiquetados parecidos",
  voter: (title: string, percent: number | null): string => (percent === null ? title : `${title}, ${share(percent / 100)} de parecido`),
  noVoters: "Solo la respalda su nombre: ningún video etiquetado se parece.",
  pick: (place: number, time: string): string => `Miniatura ${place}, en ${time}`,
  which_picture: "¿Qué imagen lo representa?",
  picked: (title: string): string => `«${title}» ya tiene su miniatura.`,
  tagged: (tag: string, title: string): string => `«${title}» es «${tag}».`,
  denied: (tag: string, title: string): string => `«${title}» no es «${tag}».`,
  done: "No hay nada pendiente.",
  doneTags: "Habrá más sugerencias cuando se etiquete o indexe más. Mientras tanto, puede haber videos que necesiten miniatura.",
  doneThumbnails: "Todos los videos tienen una miniatura confirmada. Mientras tanto, puede haber etiquetas que esperen respuesta.",
  viewer: "Para revisar hace falta el rol editor.",
  viewerNext: "Un administrador puede asignárselo.",
  keys: {
    group: "Revisar",
    yes: "Sí, la etiqueta es correcta",
    no: "No, no lo es",
    skip: "Omitir",
    pick: "Elegir esta imagen",
    undo: "Deshacer la última respuesta",
  },
};
