/** Times, lengths, dates and numbers as people read them. */
import { locale } from "./locale";

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
  return new Intl.NumberFormat(locale.format).format(value);
}

/** A number with at most so many digits behind its point; `fixed` keeps zeros at its end. */
export function decimal(value: number, digits: number, fixed = true): string {
  return new Intl.NumberFormat(locale.format, { minimumFractionDigits: fixed ? digits : 0, maximumFractionDigits: digits }).format(value);
}

export function day(date: string | null | undefined): string {
  if (!date) return "";
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return date;
  // What is told without a time is the same day everywhere, and of a year or a month no day is told.
  const [, , month, of] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(date) ?? ["", "", "some", "some"];
  const timeZone = date.includes("T") ? undefined : "UTC";
  return parsed.toLocaleDateString(locale.format, {
    year: "numeric", timeZone, ...(month && { month: "short" }), ...(of && { day: "numeric" }),
  });
}

export function moment(date: string): string {
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleString(locale.format, { dateStyle: "medium", timeStyle: "short" });
}

export function percent(share: number | null): string {
  return share === null ? "–" : new Intl.NumberFormat(locale.format, { style: "percent" }).format(share);
}

/** So many of a unit of time, as short as it is written. */
export function unit(value: number, name: "second" | "minute" | "hour", digits = 0, long = false): string {
  return new Intl.NumberFormat(locale.format, {
    style: "unit",
    unit: name,
    unitDisplay: long ? "short" : "narrow",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A long time in hours and minutes, as a library's length is told. */
export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const rest = unit(minutes % 60, "minute", 0, true);
  return minutes < 60 ? rest : `${unit(Math.floor(minutes / 60), "hour", 0, true)} ${rest}`;
}
