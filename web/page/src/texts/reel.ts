/** The texts of the reel, in its tray and in its view. */
import { texts } from "./spoken";

export const t = texts().reel;
