export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The data of an outcome that says all by its name. */
export type Empty = Record<string, never>;
