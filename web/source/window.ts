/** Which segments of a long text are on the page, and where the view stands in them. */
import type { Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Segments by index, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}
type RangeSignal = Signal<Range>;

type View = { readonly current: HTMLElement | null };

/** Brings the active mark into the range, and then into view. */
export function useShownMark(view: View, range: RangeSignal, target: number, most: number, mark: string): void {
  useLayoutEffect(() => {
    const { first, last } = range.value;
    if (target < first || target > last) range.value = { first: Math.max(0, target - 1), last: Math.min(most, target + 1) };
  }, [mark]);
  useEffect(() => {
    const element = view.current?.querySelector('mark.active');
    if (element) element.scrollIntoView({ block: 'center' });
    else view.current?.scrollTo({ top: 0 });
  }, [mark, target]);
}

/** Near enough to an edge that the next segment should be there before the eye is. */
const growWithin = 800;

/** Adds a segment when one scrolls near an edge; what is added above does not move what is being read. */
export function useGrowth(view: View, range: RangeSignal, most: number): void {
  const before = useRef({ first: range.value.first, height: 0 });
  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return;
    const { first } = range.value;
    const added = first < before.current.first && before.current.height > 0 ? element.scrollHeight - before.current.height : 0;
    if (added > 0) element.scrollTop += added;
    before.current = { first, height: element.scrollHeight };
  }, [range.value]);
  useEffect(() => {
    const element = view.current;
    if (element === null) return;
    const grow = (): void => {
      const { first, last } = range.value;
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (below < growWithin && last < most) range.value = { first, last: last + 1 };
      else if (element.scrollTop < growWithin && first > 0) range.value = { first: first - 1, last };
    };
    element.addEventListener('scroll', grow, { passive: true });
    return () => element.removeEventListener('scroll', grow);
  }, []);
}
