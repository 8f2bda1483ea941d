/** The word table of the chosen language. A language is one file and one line here. */
import { computed, effect } from '@preact/signals';
import { kept } from '../state/kept.ts';
import { en, type Words } from './en.ts';
import { ur } from './ur.ts';

export const languages: readonly Words[] = [en, ur];

const preferred = (stored: string | null): string => {
  const wanted = [stored, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((code) => languages.some(({ language }) => language === code)) ?? en.language;
};

export const language = kept('language', preferred);
export const words = computed<Words>(() => languages.find((table) => table.language === language.value) ?? en);

effect(() => {
  document.documentElement.lang = words.value.language;
  document.documentElement.dir = words.value.direction;
});
