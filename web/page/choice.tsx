import type { JSX } from 'preact';
import { Icon } from './icons.tsx';

/** One of several that a person picks from; an empty text stands for "what is best". */
export interface Option {
  readonly value: string;
  readonly name: string;
  readonly language?: string;
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChoose: (value: string) => void;
}

/** A quiet list to pick from: the browser's own, with the page's own arrow, so that its words stand where lines begin. */
export function Choice({ label, value, options, onChoose }: ChoiceProps): JSX.Element {
  return (
    <span class="choice-frame">
      <select class="choice" aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} {...(option.language === undefined ? {} : { lang: option.language })}>
            {option.name}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}
