/** Line drawings of 16 units. They say nothing to a screen reader: the button around them has the name. */
import type { JSX } from 'preact';

const paths = {
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  shelf: 'M2.5 3h11v10h-11zM6 3v10',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7L14 14',
  up: 'M8 13V3.5M4 7l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  stop: 'M4.5 4.5h7v7h-7z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  open: 'M9 2.5h4.5V7M13.5 2.5L7.5 8.5M6 3H2.5v10.5H13V10',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  check: 'M3 8.5l3.2 3L13 4.5',
  doubt: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.2',
  folder: 'M2 4h4.5L8 5.5h6V13H2z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  again: 'M12.8 6A5.2 5.2 0 1 0 13 9.5M13 2.8V6H9.8',
  pulse: 'M1.5 8.5H5l1.8-5 2.6 9 1.9-4h3.2',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  right: 'M6 3.5L10.5 8 6 12.5',
} as const;

export type IconName = keyof typeof paths;

/** Arrows along the line of reading are mirrored in right-to-left languages by the style sheet. */
const directed: ReadonlySet<IconName> = new Set(['left', 'right', 'open', 'shelf']);

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={directed.has(name) ? 'icon directed' : 'icon'} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
