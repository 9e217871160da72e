import { z } from 'zod';
import { docsPage } from '../docs.page.js';
import type { OpenApiDocument } from '../document.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { answers } from '../schemas/common.js';

const tag = 'About';
const documentSchema = z.looseObject({ openapi: z.literal('3.1.0') }).register(answers, { id: 'Document' });

/** The document, which describes these two as well. */
export function aboutOperations(document: () => OpenApiDocument): AnyOperation[] {
  return [
    defineOperation({
      id: 'readDocument',
      tag,
      method: 'get',
      path: '/openapi.json',
      summary: 'This document, for programs',
      scope: null,
      answers: { 200: { description: 'OpenAPI 3.1.', schema: documentSchema } },
      handle: async () => ({ status: 200, body: document() }),
    }),
    defineOperation({
      id: 'readDocs',
      tag,
      method: 'get',
      path: '/docs',
      summary: 'This document, for people',
      scope: null,
      answers: { 200: { description: 'A page.', type: 'text/html' } },
      handle: async () => ({ status: 200, type: 'text/html', body: docsPage(document()) }),
    }),
  ];
}
