/** What an act's id begins with that was done on a page. */
export const PAGE_ACT = 'page:';

/** Whether an act in a booking's history was done on its page, where no chat has answered it. */
export function isPageAct(actId: string): boolean {
  return actId.startsWith(PAGE_ACT);
}
