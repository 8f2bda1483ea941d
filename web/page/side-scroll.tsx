import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface SideScrollProps {
  readonly class: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Wide things scroll inside the column: by keys too, where there is anything to scroll (axe: scrollable-region-focusable). */
export function SideScroll({ class: name, label, children }: SideScrollProps): JSX.Element {
  const view = useRef<HTMLDivElement>(null);
  const isWide = useSignal(false);
  useEffect(() => {
    const element = view.current;
    if (element === null) return;
    const measure = (): void => {
      isWide.value = element.scrollWidth > element.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    for (const part of [element, ...element.children]) observer.observe(part);
    return () => observer.disconnect();
  }, []);
  return (
    <div class={name} ref={view} {...(isWide.value ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}>
      {children}
    </div>
  );
}
