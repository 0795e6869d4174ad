/** J, K and L as editors know them: L again is faster, K stops, J goes back; browsers cannot play backwards, so J steps. */

/** Frames a second is 0 while standing; below 0 the player steps backwards at that speed. */
export const SPEEDS = [-4, -2, -1, 0, 1, 2, 4] as const;

export function forward(speed: number): number {
  return speed < 1 ? 1 : (SPEEDS.find((one) => one > speed) ?? 4);
}

export function backward(speed: number): number {
  return speed > -1 ? -1 : ([...SPEEDS].reverse().find((one) => one < speed) ?? -4);
}
