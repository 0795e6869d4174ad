/** Plays a reel from piece to piece, through whatever videos they come from. */
import { Player } from "../player/player.svelte";
import type { Films } from "./films.svelte";
import { at, length, offset, type Piece, type Reel } from "./model";

export class Through {
  readonly player = new Player();
  index = $state(0);
  playing = $state(false);
  readonly #films: Films;
  readonly #reel: () => Reel;

  constructor(films: Films, reel: () => Reel) {
    this.#films = films;
    this.#reel = reel;
  }

  get piece(): Piece | undefined {
    return this.#reel().pieces[this.index];
  }

  /** Seconds of the reel that have passed. */
  get time(): number {
    const piece = this.piece;
    if (!piece) return 0;
    return offset(this.#reel(), this.index) + Math.min(Math.max(this.player.time - piece.start, 0), piece.end - piece.start);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.#go(this.time >= length(this.#reel()) - 0.1 ? 0 : this.time, true);
  }

  pause(): void {
    this.playing = false;
    this.player.pause();
  }

  seek(time: number): void {
    void this.#go(time, this.playing);
  }

  playFrom(index: number): void {
    void this.#go(offset(this.#reel(), index), true);
  }

  async #go(time: number, playing: boolean): Promise<void> {
    const found = at(this.#reel(), time) ?? at(this.#reel(), 0);
    if (found) await this.#show(found.index, found.time, playing);
  }

  async #show(index: number, time: number, playing: boolean): Promise<void> {
    const piece = this.#reel().pieces[index];
    if (!piece) return this.pause();
    this.index = index;
    this.playing = playing;
    await this.#films.need([piece.video]);
    const video = this.#films.known[piece.video];
    if (!video) return this.#skip(index);
    await this.player.open(video, time);
    if (!this.playing || this.index !== index) return;
    if (!this.player.moves) return this.#skip(index);
    this.player.stretch(time, piece.end, () => this.#skip(index));
  }

  #skip(index: number): void {
    const next = this.#reel().pieces[index + 1];
    if (next && this.playing) void this.#show(index + 1, next.start, true);
    else this.pause();
  }
}
