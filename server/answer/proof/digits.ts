const beyondAscii = /[^\0-\x7f]/;

/** The text with the decimal digits of every script written as 0 to 9; its length may shrink beyond the first plane. */
export function asciiDigits(text: string): string {
  // Cells of tables come by the million, and nearly all of them are written so.
  if (!beyondAscii.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0x30)));
}

function digitValue(code: number): number {
  // Mathematical digits: five runs without a gap between them.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10;
  // Everywhere else digits come in runs of ten, zero first.
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return value;
}
