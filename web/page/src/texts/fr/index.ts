/** All texts in French. */
import type { Texts } from "../en";
import { page } from "./page";
import { reel } from "./reel";
import { review } from "./review";
import { segments } from "./segments";
import { video } from "./video";

export const texts: Texts = { page, reel, review, segments, video };
