/** The texts about intros, credits and other packaging. */
import { texts } from "./spoken";

export const t = texts().segments;
