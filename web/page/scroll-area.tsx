import type { ComponentChildren, JSX, RefObject } from 'preact';

interface ScrollAreaProps {
  readonly class: string;
  readonly label: string;
  /** Of what is in it, where that is not the page's own. */
  readonly language?: string;
  readonly view?: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
}

/** A region that scrolls by itself, and that the keyboard can therefore reach (axe: scrollable-region-focusable). */
export function ScrollArea({ class: name, label, language, view, children }: ScrollAreaProps): JSX.Element {
  return (
    <section
      class={name}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the arrow keys could not scroll here.
      tabIndex={0}
      {...(view === undefined ? {} : { ref: view })}
      {...(language === undefined ? {} : { lang: language })}
    >
      {children}
    </section>
  );
}
