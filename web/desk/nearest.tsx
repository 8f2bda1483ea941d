import type { JSX } from 'preact';
import type { Passage } from '../api/wire.ts';
import { showSource } from '../state/address.ts';
import { words } from '../words/index.ts';
import { directionOf } from './direction.ts';

/** Enough to show that the question was understood; more would look like an answer. */
const nearestCount = 3;
/** Enough to see what a passage is about; all of most passages where they stand in the place of an answer. */
const excerptLength = { beside: 280, instead: 900 } as const;

interface NearestProperties {
  readonly passages: readonly Passage[];
  /** In doubt they lead and are shown like an answer. */
  readonly isAnswer: boolean;
}

/** When nothing surely answers: the passages that come nearest. */
export function Nearest({ passages, isAnswer }: NearestProperties): JSX.Element | null {
  if (passages.length === 0) return null;
  return (
    <section class="nearest" aria-label={words.value.desk.nearest}>
      {!isAnswer && <h3>{words.value.desk.nearest}</h3>}
      <ul>
        {passages.slice(0, nearestCount).map((passage) => (
          <li key={passage.number}>
            <button
              type="button"
              class="passage"
              onClick={() => showSource({ kind: 'document', document: passage.documentId, start: passage.start, end: passage.end })}
            >
              <span class="passage-text" dir={directionOf(passage.text)}>
                {excerpt(passage.text, isAnswer ? excerptLength.instead : excerptLength.beside)}
              </span>
              <span class="detail" dir="auto">
                {passage.source}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function excerpt(text: string, most: number): string {
  const plain = withoutSigns(text)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most);
  return `${cut.slice(0, cut.lastIndexOf(' ') + 1 || most).trim()} …`;
}

/** A passage at a glance is no quote: signs of headings, emphasis and tables would only be in the way. */
function withoutSigns(text: string): string {
  return text
    .replace(/^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*$/gm, '')
    .replace(/^#{1,6}[ \t]+|^[ \t]*\||\|[ \t]*$|\*\*|__/gm, '')
    .replace(/(?<!\S)\*(\S[^*\n]*)\*/g, '$1')
    .replace(/[ \t]*\|[ \t]*/g, ' · ');
}
