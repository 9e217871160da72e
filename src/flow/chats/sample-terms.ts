/** What several demo businesses have in common. */
export const LONDON = { zone: 'Europe/London', country: 'GB', currency: 'GBP', language: 'en' } as const;

/** Every day from Monday to `lastDay`, in hours of the day, without a rest. */
export const hours = (fromHour: number, toHour: number, lastDay: 5 | 6) => ({
  lastDay,
  fromMin: fromHour * 60,
  toMin: toHour * 60,
  lunchMin: null,
});
