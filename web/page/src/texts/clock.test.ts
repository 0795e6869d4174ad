import { afterEach, expect, test } from "vitest";

import { clock, count, day, decimal, hours, percent, unit } from "./clock";
import { locale } from "./locale";

afterEach(() => void (locale.format = "en"));

test.each([
  ["seconds", 5.4, false, "0:05"],
  ["minutes", 65, false, "1:05"],
  ["hours", 3725, false, "1:02:05"],
  ["rounds to the next minute", 59.7, false, "1:00"],
  ["thousandths", 65.25, true, "1:05.250"],
  ["thousandths are cut, not rounded up", 61.9999, true, "1:01.999"],
  ["never negative", -1, false, "0:00"],
])("a clock says %s", (_name, seconds, fine, said) => expect(clock(seconds, fine)).toBe(said));

test.each([
  ["en-US", ["20,000", "2.50", "45%", "2.5s", "1 hr 5 min", "Mar 2, 2026", "Mar 2026", "2026"]],
  ["de-DE", ["20.000", "2,50", "45 %", "2,5 Sek.", "1 Std. 5 Min.", "2. März 2026", "März 2026", "2026"]],
  ["ja-JP", ["20,000", "2.50", "45%", "2.5s", "1 時間 5 分", "2026年3月2日", "2026年3月", "2026年"]],
])("numbers, lengths and days are written as in %s", (format, said) => {
  locale.format = format;
  const told = [
    count(20_000), decimal(2.5, 2), percent(0.45), unit(2.5, "second", 1), hours(3900), day("2026-03-02"), day("2026-03"), day("2026"),
  ];
  expect(told.map((text) => text.replace(/[\u00a0\u202f]/g, " "))).toEqual(said);
});

test("what is no day is told as it is", () => expect([day("spring"), day(null)]).toEqual(["spring", ""]));
