/** The two streams of a program: results on stdout, everything else on stderr. */
import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  readonly json: boolean;
  /** A line, or with `write` a part of one, of the result. Nothing in JSON mode. */
  print(line: string): void;
  write(text: string): void;
  /** One JSON object on a line of stdout. Nothing outside JSON mode. */
  result(value: unknown): void;
  /** A line for the person who watches. */
  note(line: string): void;
  /** Replaces the last progress line on a terminal; prints nothing elsewhere. */
  progress(line: string): void;
  /** Coloured where stdout is a terminal. */
  styled(style: Style, text: string): string;
}

export interface Streams {
  readonly out: NodeJS.WriteStream;
  readonly error: NodeJS.WriteStream;
}

export function openTerminal({ out, error }: Streams, json: boolean): Terminal {
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) error.write('\r\u001b[K');
    progressShown = false;
  };
  return {
    json,
    print(line) {
      clear();
      if (!json) out.write(`${line}\n`);
    },
    write(text) {
      clear();
      if (!json) out.write(printable(text));
    },
    result(value) {
      if (json) out.write(`${JSON.stringify(value)}\n`);
    },
    note(line) {
      clear();
      error.write(`${line}\n`);
    },
    progress(line) {
      if (!error.isTTY) return;
      const width = Math.max(20, (error.columns ?? 80) - 1);
      error.write(`\r\u001b[K${printable(line).replaceAll('\n', ' ').slice(0, width)}`);
      progressShown = true;
    },
    styled: (style, text) => (out.isTTY && !json ? styleText(style, text) : text),
  };
}

/** Text of a document or a model without sequences that move the cursor or retitle the window. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
