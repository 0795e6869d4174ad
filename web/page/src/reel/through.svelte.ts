/** Plays a reel from piece to piece, through whatever videos they come from, without a gap between them. */
import { Player } from "../player/player.svelte";
import type { Films } from "./films.svelte";
import { at, length, offset, type Piece, type Reel } from "./model";

export class Through {
  /** One shows a piece; meanwhile the other loads the next one, and then they change their parts. */
  readonly players: readonly [Player, Player] = [new Player(), new Player()];
  shown = $state<0 | 1>(0);
  index = $state(0);
  playing = $state(false);
  /** What the player that is not seen has loaded. */
  #ready: { video: string; time: number } | null = null;
  readonly #films: Films;
  readonly #reel: () => Reel;

  constructor(films: Films, reel: () => Reel) {
    this.#films = films;
    this.#reel = reel;
  }

  get player(): Player {
    return this.players[this.shown];
  }

  get #other(): Player {
    return this.players[this.shown ? 0 : 1];
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
    for (const player of this.players) player.pause();
  }

  mute(muted = !this.player.muted): void {
    for (const player of this.players) player.mute(muted);
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
    const ready = this.#ready?.video === piece.video && this.#ready.time === time;
    if (ready) this.#change();
    this.index = index;
    this.playing = playing;
    await this.#films.need([piece.video]);
    const video = this.#films.known[piece.video];
    if (!video) return this.#skip(index);
    if (!ready) await this.player.open(video, time);
    if (!this.playing || this.index !== index) return;
    if (!this.player.moves) return this.#skip(index);
    this.player.stretch(time, piece.end, () => this.#skip(index));
    await this.#prepare(index + 1);
  }

  /** Lets the player that is not seen load the beginning of a piece. */
  async #prepare(index: number): Promise<void> {
    const piece = this.#reel().pieces[index];
    if (!piece) return;
    await this.#films.need([piece.video]);
    const video = this.#films.known[piece.video];
    if (!video || this.index !== index - 1) return;
    this.#ready = { video: video.id, time: piece.start };
    await this.#other.open(video, piece.start);
  }

  #change(): void {
    this.player.pause();
    this.#ready = null;
    this.shown = this.shown ? 0 : 1;
  }

  #skip(index: number): void {
    const next = this.#reel().pieces[index + 1];
    if (next && this.playing) void this.#show(index + 1, next.start, true);
    else this.pause();
  }
}
