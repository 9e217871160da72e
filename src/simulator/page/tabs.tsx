import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';

const TABS = [
  ['sms', 'Rosa'],
  ['whatsapp', 'Maria'],
  ['telegram', 'Sam'],
  ['webchat', 'Web'],
  ['slack', 'Slack'],
  ['mail', 'Mail'],
  ['pay', 'Pay'],
] as const;

/** On a narrow screen devices stand side by side, one in view: swiped, or called by these. */
export function Tabs({
  stage,
  round,
}: {
  readonly stage: RefObject<HTMLDivElement | null>;
  readonly round: number;
}): ReactNode {
  const nav = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState<string>(TABS[0][0]);
  useEffect(() => {
    const root = stage.current;
    if (!root) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        const inView = entries.find(({ isIntersecting }) => isIntersecting);
        if (!inView) return;
        const id = inView.target.id.replace('device-', '');
        setCurrent(id);
        showSideways(nav.current, nav.current?.querySelector(`.tab-${id}`));
      },
      { root, threshold: 0.6 },
    );
    for (const device of root.children) watcher.observe(device);
    return () => watcher.disconnect();
  }, [stage, round]);
  return (
    <nav ref={nav} className="tabs" aria-label="Devices">
      {TABS.map(([id, name]) => (
        <button
          key={id}
          type="button"
          className={`tab tab-${id}`}
          aria-current={id === current ? 'true' : undefined}
          onClick={() => showSideways(stage.current, document.getElementById(`device-${id}`))}
        >
          <i className="dot" aria-hidden="true" />
          {name}
        </button>
      ))}
    </nav>
  );
}

/** Only sideways: the page must not jump under a thumb, as it would with `scrollIntoView`. */
function showSideways(scroller: HTMLElement | null, item: Element | null | undefined): void {
  if (!scroller || !item) return;
  const byPx = item.getBoundingClientRect().left - scroller.getBoundingClientRect().left;
  scroller.scrollTo({ left: scroller.scrollLeft + byPx });
}
