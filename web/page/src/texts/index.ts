/** The texts of the page in one language; another language is one more file. */
import { en } from "./en";

export const t = en;
