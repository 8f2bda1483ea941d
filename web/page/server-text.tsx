import type { JSX } from 'preact';
import { words } from '../words/index.ts';
import { serverLanguage } from '../words/plan-reason.ts';

/** A sentence that only the server has: on a page in another language it is marked as English, so that it is read and set as such. */
export function ServerText({ text }: { readonly text: string }): JSX.Element {
  if (words.value.language === serverLanguage) return <bdi>{text}</bdi>;
  return (
    <span class="server-text" lang={serverLanguage} dir="ltr">
      {text}
    </span>
  );
}
