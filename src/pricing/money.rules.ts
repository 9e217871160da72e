/** ISO 4217 exponents that are not 2. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** How many decimals a currency has (DF-10). */
export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/** Whole units as minor units: 10,000 AED is 1,000,000, 10,000 JPY is 10,000. */
export function majorToMinor(major: number, currency: string): number {
  return major * 10 ** exponentOf(currency);
}

const WHOLE_BASIS_POINTS = 10_000;

/** A share of an amount in basis points, rounded half away from zero. */
export function shareOf(amountMinor: number, basisPoints: number): number {
  return divideRounded(amountMinor * basisPoints, WHOLE_BASIS_POINTS);
}

/**
 * The one place where money is rounded: half away from zero, on integers only. Throws `RangeError` beyond the integers
 * that are exact, since a silently wrong price is worse than none.
 */
export function divideRounded(dividend: number, divisor: number): number {
  if (!Number.isSafeInteger(dividend) || !Number.isSafeInteger(divisor) || divisor <= 0) {
    throw new RangeError('money is counted in integers that are exact');
  }
  const size = Math.abs(dividend);
  const rest = size % divisor;
  const whole = (size - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
  return dividend < 0 ? 0 - whole : whole;
}
