/** Times, lengths, dates and numbers as people read them. */
export function clock(seconds: number, fine = false): string {
  // Frame times are fractions such as 1001/30000: a rounding error must not cost a thousandth.
  const thousandths = Math.max(0, fine ? Math.floor(seconds * 1000 + 1e-6) : Math.round(seconds) * 1000);
  const whole = Math.floor(thousandths / 1000);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  const main = hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  return fine ? `${main}.${String(thousandths % 1000).padStart(3, "0")}` : main;
}

export function count(value: number): string {
  return value.toLocaleString(document.documentElement.lang);
}

export function day(date: string | null | undefined): string {
  if (!date) return "";
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleDateString(document.documentElement.lang, { year: "numeric", month: "short", day: "numeric" });
}

export function moment(date: string): string {
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}

export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)} %`;
}

/** A long time in hours and minutes, as a library's length is told. */
export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
