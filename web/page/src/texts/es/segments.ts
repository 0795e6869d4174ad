/** Every Spanish text about intros, credits and other packaging. */
import { percent as share } from "../clock";

export const segments = {
  parts: {
    none: "Aquí no se conocen intros, créditos ni otras partes de este tipo.",
    decided: "decidido",
    probable: (percent: number, sure: boolean): string => `${share(percent / 100)} de probabilidad${sure ? "" : ", una sugerencia"}`,
    play: (what: string): string => `Reproducir ${what}`,
    right: (what: string): string => `${what}: correcto`,
    wrong: (what: string): string => `${what}: incorrecto`,
    moveIt: (what: string): string => `Mover ${what}`,
    move: "Mover",
    is: "es",
    save: "Guardar",
    leave: "Dejar así",
    saved: (kind: string): string => `${kind}: parte guardada.`,
    kept: (kind: string): string => `${kind}: parte confirmada.`,
    gone: (kind: string): string => `Ahí no hay ${kind.toLowerCase()}.`,
    hint: "Marque un tramo con I y O, o mueva una de estas partes: arrastre sus extremos en la línea de tiempo y guarde.",
  },
  review: {
    question: (kind: string): string => `¿Esta parte es «${kind.toLowerCase()}»?`,
    questions: {
      credits: "¿Son estos los créditos?", repeated: "¿Es esto un anuncio?", ident: "¿Es esto la cortinilla de un estudio?",
    } as Record<string, string>,
    begins: "empieza",
    middle: "a la mitad",
    ends: "termina",
    because: (names: string): string => `Motivos: ${names}`,
    yes: (kind: string, title: string): string => `${kind} de «${title}»: parte confirmada.`,
    no: (kind: string, title: string): string => `Ahí no hay ${kind.toLowerCase()} en «${title}».`,
    move: "Moverla",
    done: "Habrá intros, créditos y resúmenes dudosos cuando se indexe más de una serie.",
    keys: { yes: "Sí, lo es", no: "No, no lo es", open: "Moverla en el video" },
  },
  reasons: {
    episodes: "otros episodios que la tienen", usual: "cuántos de ellos", sound: "su sonido", pictures: "sus imágenes",
    earlier: "planos de episodios anteriores", shots: "cuántos de ellos", writing: "su texto en pantalla", chapter: "el nombre de un capítulo",
    model: "lo aprendido",
  } as Record<string, string>,
};
