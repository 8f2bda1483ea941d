import type { ComponentChildren, JSX, RefObject } from 'preact';

interface ScrollAreaProps {
  readonly class: string;
  readonly label: string;
  readonly view?: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
}

/** A region that scrolls by itself, and that the keyboard can therefore reach (axe: scrollable-region-focusable). */
export function ScrollArea({ class: name, label, view, children }: ScrollAreaProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the arrow keys could not scroll here.
    <section class={name} aria-label={label} tabIndex={0} {...(view === undefined ? {} : { ref: view })}>
      {children}
    </section>
  );
}
