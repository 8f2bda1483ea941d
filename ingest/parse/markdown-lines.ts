/** What one line of Markdown can start: CommonMark 0.31 and GitHub's tables, block level only. */
import type { Span } from '../../core/types.ts';

/** No block is told apart by more than its first characters; the rest of a line of many megabytes is not looked at. */
const lookedAt = 1000;

/** The part of a line that decides what it is. */
export function lineHead(text: string, line: Span | undefined): string {
  return line === undefined ? '' : text.slice(line.start, Math.min(line.end, line.start + lookedAt));
}

export const isBlankLine = (head: string): boolean => !/\S/.test(head);
export const isThematicBreak = (head: string): boolean => /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(head);
export const isQuote = (head: string): boolean => /^ {0,3}>/.test(head);
export const isIndented = (head: string): boolean => /^(?: {4}| {0,3}\t)/.test(head);
export const isListItem = (head: string): boolean => /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/.test(head) && !isThematicBreak(head);
export const isComment = (head: string): boolean => /^ {0,3}<!--/.test(head);

/** Depth of an ATX heading, 0 when the line is none. */
export function headingDepth(head: string): number {
  return /^ {0,3}(#{1,6})(?:[ \t]|$)/.exec(head)?.[1]?.length ?? 0;
}

/** Depth that a line gives to the paragraph above it: `===` 1, `---` 2, else 0. */
export function underlineDepth(head: string): number {
  const rule = /^ {0,3}(=+|-+)[ \t]*$/.exec(head)?.[1];
  return rule === undefined ? 0 : rule.startsWith('=') ? 1 : 2;
}

export interface Fence {
  readonly marker: string;
  readonly indent: number;
  readonly language: string | null;
}

/** The code fence that a line opens. A fence of backticks has none in its info string, or it is inline code. */
export function openingFence(head: string): Fence | null {
  const match = /^( {0,3})(`{3,}|~{3,})[ \t]*(.*)$/.exec(head);
  const [, indent = '', marker = '', info = ''] = match ?? [];
  if (match === null || (marker.startsWith('`') && info.includes('`'))) return null;
  return { marker, indent: indent.length, language: /^\{?\.?([^\s{},:]+)/.exec(info)?.[1]?.toLowerCase() ?? null };
}

/** Whether a line closes the fence: the same character, at least as many of them, and nothing else. */
export function closesFence(head: string, fence: Fence): boolean {
  const marker = head.trim();
  return marker.length >= fence.marker.length && !isIndented(head) && marker === fence.marker.charAt(0).repeat(marker.length);
}

/** Whether a line is the row under a table's header; a row of one column needs its pipe. */
export function isDelimiterRow(head: string): boolean {
  return head.includes('|') && head.includes('-') && /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(head);
}

/** Whether a line ends a paragraph without a blank line between. */
export function interruptsParagraph(head: string): boolean {
  return (
    headingDepth(head) > 0 ||
    isQuote(head) ||
    isThematicBreak(head) ||
    openingFence(head) !== null ||
    isComment(head) ||
    // An ordered list may interrupt only with 1, and no list with an empty item: "… in\n1986. A year".
    /^ {0,3}(?:[-+*]|1[.)])[ \t]+\S/.test(head)
  );
}
