/**
 * The one line that stands in a text where the file has a picture and no words. It is shown to people and models, as a
 * browser shows what a picture is called; it is never searched, and nothing is quoted from it.
 */

/** For a page of a document. */
export function picturePageLine(page: number): string {
  return `[Page ${page}: picture without text]`;
}

/** For a file that is one picture. */
export const pictureFileLine = '[Picture without text]';

const line = /^\[(?:Page \d+: p|P)icture without text\]$/;

/** Whether a line of a text is one of them. */
export function isPictureLine(text: string): boolean {
  return line.test(text.trim());
}

/** Whether a stretch of text holds such lines and no word beside them. */
export function isOnlyPictures(text: string): boolean {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  return lines.length > 0 && lines.every(isPictureLine);
}

/** The text without them, for what is searched and for telling its language. */
export function withoutPictureLines(text: string): string {
  if (!text.includes('icture without text]')) return text;
  return text
    .split('\n')
    .filter((one) => !isPictureLine(one))
    .join('\n');
}
