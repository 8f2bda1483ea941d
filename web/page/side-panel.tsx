import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface SidePanelProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** The third place. It comes into being beside what was clicked; a keyboard has to find its way there and back. */
export function SidePanel({ label, children }: SidePanelProps): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside class="source" aria-label={label} ref={panel} tabIndex={-1}>
      {children}
    </aside>
  );
}
