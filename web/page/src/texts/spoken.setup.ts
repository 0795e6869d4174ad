/** What a test imports speaks English. */
import { speak } from "./spoken";

await speak([]);
