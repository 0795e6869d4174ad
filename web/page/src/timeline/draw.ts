/** Draws a timeline's rows on a canvas; only what lies in the view is touched, so that hours of film draw in one frame. */
import { points } from "./curve";
import { levels, type Content, type Lane, type Named, type Row } from "./lanes";
import { toPixel, type View } from "./scale";
import { ticks } from "./ticks";
import type { Stretch } from "./trim";

export interface Ink {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly good: string;
  readonly font: string;
}

export interface Sheet {
  readonly to: CanvasRenderingContext2D;
  readonly width: number;
  readonly view: View;
  readonly ink: Ink;
  /** Words for a time on the ruler. */
  readonly label: (seconds: number) => string;
}

export function draw(sheet: Sheet, content: Content, all: readonly Row[]): void {
  const bottom = all[all.length - 1];
  sheet.to.clearRect(0, 0, sheet.width, bottom ? bottom.top + bottom.height + 8 : 0);
  sheet.to.font = sheet.ink.font;
  sheet.to.textBaseline = "middle";
  for (const row of all) PAINTERS[row.lane](sheet, content, row);
}

type Painter = (sheet: Sheet, content: Content, row: Row) => void;

const PAINTERS: Record<Lane, Painter> = {
  ruler: (sheet, _, row) => ruler(sheet, row),
  segments: (sheet, content, row) => labelled(sheet, content.segments, row, sheet.ink.accent, () => 0),
  shots: (sheet, content, row) => shots(sheet, content.shots, row),
  frames: frames,
  curve: (sheet, content, row) => content.curve && filled(sheet, points(content.curve, sheet.view, sheet.width), row, sheet.ink.accent, 0.18),
  speech: (sheet, content, row) => bars(sheet, content.speech, row, sheet.ink.good),
  sounds: sounds,
};

function ruler({ to, view, width, ink, label }: Sheet, row: Row): void {
  to.strokeStyle = ink.line;
  to.fillStyle = ink.muted;
  to.textAlign = "left";
  to.beginPath();
  for (const tick of ticks(view, width)) {
    const x = Math.round(toPixel(view, tick.time, width)) + 0.5;
    to.moveTo(x, row.top + row.height);
    to.lineTo(x, row.top + row.height - (tick.major ? 10 : 4));
    if (tick.major && x < width - 30) to.fillText(label(tick.time), x + 4, row.top + row.height / 2 - 1);
  }
  to.stroke();
}

function shots(sheet: Sheet, all: readonly Stretch[], row: Row): void {
  const { to, ink } = sheet;
  visible(sheet, all, (left, right, _, index) => {
    to.globalAlpha = index % 2 ? 0.6 : 0.3;
    to.fillStyle = ink.line;
    to.fillRect(left, row.top, Math.max(right - left - 1, 1), row.height);
  });
  to.globalAlpha = 1;
}

function frames({ to, view, width, ink }: Sheet, content: Content, row: Row): void {
  for (const kept of [false, true]) {
    to.fillStyle = kept ? ink.accent : ink.muted;
    to.globalAlpha = kept ? 1 : 0.45;
    const long = kept ? row.height : row.height * 0.45;
    for (const frame of content.frames) {
      if (frame.kept !== kept || frame.time < view.from || frame.time > view.to) continue;
      to.fillRect(toPixel(view, frame.time, width) - 1, row.top + row.height - long, 2, long);
    }
  }
  to.globalAlpha = 1;
}

function sounds(sheet: Sheet, content: Content, row: Row): void {
  if (content.loudness) filled(sheet, points(content.loudness, sheet.view, sheet.width), row, sheet.ink.muted, 0.25);
  const level = levels(content.sounds);
  labelled(sheet, content.sounds, row, sheet.ink.good, (index) => level[index] ?? 0);
}

function bars(sheet: Sheet, all: readonly Stretch[], row: Row, colour: string): void {
  sheet.to.fillStyle = colour;
  visible(sheet, all, (left, right) => sheet.to.fillRect(left, row.top + 3, Math.max(right - left - 1, 2), row.height - 6));
}

function labelled(sheet: Sheet, all: readonly Named[], row: Row, colour: string, level: (index: number) => number): void {
  const { to, ink } = sheet;
  const tall = row.height / Math.max(1, ...all.map((_, index) => level(index) + 1));
  visible(sheet, all, (left, right, one, index) => {
    const top = row.top + level(index) * tall;
    to.globalAlpha = 0.22;
    to.fillStyle = colour;
    to.fillRect(left, top, Math.max(right - left - 1, 2), tall - 1);
    to.globalAlpha = 1;
    to.fillRect(left, top, 2, tall - 1);
    if (right - left < to.measureText(one.name).width + 10) return;
    to.fillStyle = ink.text;
    to.textAlign = "left";
    to.fillText(one.name, Math.max(left, 0) + 6, top + tall / 2);
  });
}

function filled({ to, width }: Sheet, line: readonly { x: number; y: number }[], row: Row, colour: string, alpha: number): void {
  const first = line[0];
  if (!first) return;
  const bottom = row.top + row.height;
  const path = new Path2D();
  for (const [n, { x, y }] of line.entries()) {
    const at = bottom - 1 - y * (row.height - 3);
    if (n) path.lineTo(x, at);
    else path.moveTo(x, at);
  }
  to.strokeStyle = to.fillStyle = colour;
  to.lineWidth = 1.5;
  to.stroke(path);
  path.lineTo(Math.min(line[line.length - 1]?.x ?? width, width), bottom);
  path.lineTo(first.x, bottom);
  to.globalAlpha = alpha;
  to.fill(path);
  to.globalAlpha = 1;
  to.lineWidth = 1;
}

/** Calls for each stretch in the view with its pixels; neighbours that share one pixel are drawn once. */
function visible<S extends Stretch>(
  { view, width }: Sheet,
  all: readonly S[],
  each: (left: number, right: number, one: S, index: number) => void,
): void {
  let done = Number.NEGATIVE_INFINITY;
  for (const [index, one] of all.entries()) {
    if (one.end < view.from || one.start > view.to) continue;
    const [left, right] = [toPixel(view, one.start, width), toPixel(view, one.end, width)];
    if (right - left < 1 && Math.floor(left) === done) continue;
    done = Math.floor(left);
    each(left, right, one, index);
  }
}
