/** The texts of the review. */
import { texts } from "./spoken";

export const t = texts().review;
