/** A long list of rows of one height, of which only those near the view exist. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ScrollArea } from '../page/scroll-area.tsx';
import { visibleRows } from './visible-rows.ts';

interface VirtualListProps<Item> {
  readonly items: readonly Item[];
  readonly rowHeight: number;
  readonly label: string;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item) => JSX.Element;
}

export function VirtualList<Item>({ items, rowHeight, label, keyOf, row }: VirtualListProps<Item>): JSX.Element {
  const view = useRef<HTMLElement>(null);
  const scroll = useSignal({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return;
    const measure = (): void => {
      scroll.value = { top: element.scrollTop, height: element.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const { first, last } = visibleRows(scroll.value.top, scroll.value.height, rowHeight, items.length);
  return (
    <ScrollArea class="virtual" view={view} label={label}>
      <ul class="virtual-rows" style={{ blockSize: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, index) => (
          <li
            key={keyOf(item)}
            class="virtual-row"
            style={{ blockSize: `${rowHeight}px`, transform: `translateY(${(first + index) * rowHeight}px)` }}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </ScrollArea>
  );
}
