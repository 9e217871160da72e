import { z } from 'zod';

const language = z.string().regex(/^[a-z]{2}$/, 'a language is two small letters, such as es');

/**
 * What something is called in other languages (FL-13). Where a language is missing, the name without a language
 * stands.
 */
export const namesSchema = (charsMax: number) => z.record(language, z.string().trim().min(1).max(charsMax)).default({});
