/** Who holds which phone. Addresses lie in the ranges kept free for stories; nobody real has them. */
export interface Cast {
  /** A mother with a keypad phone. */
  readonly rosa: { readonly name: string; readonly number: string };
  /** Her daughter, on WhatsApp. */
  readonly maria: { readonly name: string; readonly number: string };
  /** A courier, on Telegram. */
  readonly sam: { readonly id: number; readonly firstName: string; readonly lastName: string };
}

/** Slack's ids are made up like Slack's own. */
export const OPERATORS = {
  asha: { id: 'U1', name: 'Asha' },
  ben: { id: 'U2', name: 'Ben' },
} as const;
export type OperatorName = keyof typeof OPERATORS;

const FIRST_NUMBER = 447_700_900_101;
const FIRST_CHAT = 5_001;
const ROUNDS = 100;

/**
 * The same people with new SIM cards each round: after "start over" a provider knows neither their consent nor their chats,
 * as it would not know a new customer's.
 */
export function castOf(round: number): Cast {
  const offset = (round % ROUNDS) * 2;
  return {
    rosa: { name: 'Rosa Field', number: `+${FIRST_NUMBER + offset}` },
    maria: { name: 'Maria Field', number: `+${FIRST_NUMBER + offset + 1}` },
    sam: { id: FIRST_CHAT + round, firstName: 'Sam', lastName: 'Okoro' },
  };
}
