/** A long list of rows of one height, of which only those near the view exist. What is not loaded yet is asked for when it comes near. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ScrollArea } from '../page/scroll-area.tsx';
import { visibleRows } from './visible-rows.ts';

interface VirtualListProps<Item> {
  /** From the first on; there may be more. */
  readonly items: readonly Item[];
  /** How many rows there are, loaded or not. */
  readonly count: number;
  /** Called with how many rows are needed when there are fewer. */
  readonly onNeed?: (rows: number) => void;
  readonly rowHeight: number;
  readonly label: string;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item) => JSX.Element;
}

export function VirtualList<Item>({ items, count, onNeed, rowHeight, label, keyOf, row }: VirtualListProps<Item>): JSX.Element {
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
  const { first, last } = visibleRows(scroll.value.top, scroll.value.height, rowHeight, count);
  const isMissing = last > items.length;
  useLayoutEffect(() => {
    if (isMissing) onNeed?.(last);
  }, [isMissing, last]);
  return (
    <ScrollArea class="virtual" view={view} label={label}>
      <ul class="virtual-rows" style={{ blockSize: `${count * rowHeight}px` }}>
        {items.slice(first, last).map((item, index) => (
          <li
            key={keyOf(item)}
            class="virtual-row"
            style={{ blockSize: `${rowHeight}px`, transform: `translateY(${(first + index) * rowHeight}px)` }}
            aria-setsize={count}
            aria-posinset={first + index + 1}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </ScrollArea>
  );
}
