/** A text as SQLite keeps it: TEXT, or UTF-16LE bytes when a lone surrogate in it would not survive UTF-8. */
export type TextValue = string | Buffer;

export function textValue(text: string): TextValue {
  return text.isWellFormed() ? text : Buffer.from(text, 'utf16le');
}

/** The very text that was stored, code unit by code unit. */
export function textOf(value: TextValue): string {
  return typeof value === 'string' ? value : value.toString('utf16le');
}
