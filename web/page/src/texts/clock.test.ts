import { expect, test } from "vitest";

import { clock } from "./clock";

test.each([
  ["seconds", 5.4, false, "0:05"],
  ["minutes", 65, false, "1:05"],
  ["hours", 3725, false, "1:02:05"],
  ["rounds to the next minute", 59.7, false, "1:00"],
  ["thousandths", 65.25, true, "1:05.250"],
  ["thousandths are cut, not rounded up", 61.9999, true, "1:01.999"],
  ["never negative", -1, false, "0:00"],
])("a clock says %s", (_name, seconds, fine, said) => expect(clock(seconds, fine)).toBe(said));
