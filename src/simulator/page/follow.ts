import { useEffect, useRef, type RefObject } from 'react';

const NEAR_PX = 120;
const GAP_PX = 6;

/**
 * A list that follows what comes at its end, unless somebody is reading further up. Of a message taller than the list it
 * shows the beginning: that is where one reads on.
 */
export function useFollow<E extends HTMLElement>(length: number): RefObject<E | null> {
  const box = useRef<E>(null);
  const isFollowing = useRef(true);
  const wantedPx = useRef(-1);
  useEffect(() => {
    const list = box.current;
    if (!list) return;
    const look = (): void => {
      const isWhereWePutIt = Math.abs(list.scrollTop - wantedPx.current) < 2;
      isFollowing.current = isWhereWePutIt || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    };
    list.addEventListener('scroll', look, { passive: true });
    return () => list.removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    const list = box.current;
    // The newest of a thread stands inside its card.
    const last = list?.lastElementChild?.querySelector('[data-newest]') ?? list?.lastElementChild;
    if (!list || !last || !isFollowing.current) return;
    const lastTopPx = last.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
    wantedPx.current = Math.min(list.scrollHeight - list.clientHeight, lastTopPx - GAP_PX);
    list.scrollTop = wantedPx.current;
  }, [length]);
  return box;
}
