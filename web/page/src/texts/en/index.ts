/** All texts in English; every other language has the same ones. */
import { page } from "./page";
import { reel } from "./reel";
import { review } from "./review";
import { segments } from "./segments";
import { video } from "./video";

export const texts = { page, reel, review, segments, video };

export type Texts = typeof texts;
