import type { JSX } from 'preact';
import { DropZone } from '../shelf/drop-zone.tsx';
import { ask } from '../state/desk.ts';
import { isEnded, jobs } from '../state/jobs.ts';
import { collection } from '../state/shelf.ts';
import { words } from '../words/index.ts';
import { directionOf } from './direction.ts';

/** The collection that comes with the program, whose questions are known. */
const sampleName = 'sample';

/** What is seen before the first question. */
export function Welcome(): JSX.Element {
  const { desk } = words.value;
  const shown = collection.value;
  const isEmpty = shown === null || shown.documents === 0;
  const isSample = shown?.name === sampleName;
  return (
    <section class="welcome">
      <h2>{isEmpty && !isReading() ? desk.welcomeTitleEmpty : desk.welcomeTitle}</h2>
      <p>{welcomeText()}</p>
      {isEmpty && !isReading() && <DropZone />}
      {isSample && !isEmpty && (
        <>
          <h3 id="try-title">{desk.tryThese}</h3>
          <ul class="tries" aria-labelledby="try-title">
            {desk.sampleQuestions.map((question) => (
              <li key={question}>
                <button type="button" dir={directionOf(question)} onClick={() => void ask(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const isReading = (): boolean => jobs.value.some((job) => !isEnded(job));

function welcomeText(): string {
  const { desk } = words.value;
  const shown = collection.value;
  if (isReading()) return desk.welcomeReading;
  if (shown === null || shown.documents === 0) return desk.welcomeEmpty;
  return shown.name === sampleName ? desk.welcomeSample : desk.welcomeOwn(shown.name, shown.documents);
}
