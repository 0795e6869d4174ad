/** The texts of the view of one video. */
import { texts } from "./spoken";

export const t = texts().video;
