import { describe, expect, it } from '@jest/globals';
import type { Router } from 'express';
import { z } from 'zod';
import { createAnswerCheck } from './support/check-answer.js';
import { openService } from './support/service.js';

/** Every method and path a router answers, read off Express itself. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route }) => {
    if (!route) return [];
    const methods = route.stack.flatMap(({ method }) => (method === undefined ? [] : [method]));
    return [...new Set(methods)].map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
}

describe('the document of the API', () => {
  it('describes exactly what is routed [CAT-11]', async () => {
    const service = await openService();
    const described = Object.entries(service.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const routed = routesOf(service.router);
    await service.stop();

    expect(described.length).toBeGreaterThan(20);
    expect(routed.sort()).toEqual(described.sort());
  });

  it('names each shape once and leaves no reference open', async () => {
    const service = await openService();
    const { document } = service;
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!);
    await service.stop();

    expect(names.filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(document.openapi).toBe('3.1.0');
    expect(text).not.toContain('"$schema"');
  });

  it('is served to programs and to people, and describes that too [DEP-09]', async () => {
    const service = await openService();
    const json = await service.ask('/openapi.json', { key: null });
    const page = await service.ask('/docs', { key: null, headers: { accept: 'text/html' } });
    await service.stop();

    expect(json.body).toEqual(JSON.parse(JSON.stringify(service.document)));
    expect(page.headers.get('content-type')).toContain('text/html');
    for (const path of Object.keys(service.document.paths)) expect(page.body).toContain(`<code>${path}</code>`);
    expect(page.body).not.toMatch(/<script|https?:\/\/(?!127)/);
  });

  it('is broken by an answer it does not describe: the check of every test here sees it', () => {
    const answered = z.object({ id: z.string() });
    const check = createAnswerCheck({
      openapi: '3.1.0',
      info: { title: '', version: '', description: '' },
      servers: [],
      tags: [],
      components: { schemas: { Thing: z.toJSONSchema(answered, { io: 'output' }) } },
      paths: {
        '/things/{id}': {
          get: {
            operationId: 'readThing',
            summary: '',
            tags: [],
            parameters: [],
            responses: {
              200: {
                description: '',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
              },
            },
          },
        },
      },
    });
    const seen = { method: 'GET', path: '/things/1', status: 200, type: 'application/json; charset=utf-8' };

    expect(check({ ...seen, body: { id: '1' } })).toBeNull();
    expect(check({ ...seen, body: { id: 1 } })).toContain('readThing');
    expect(check({ ...seen, body: { id: '1', secret: true } })).toContain('readThing');
    expect(check({ ...seen, status: 201, body: { id: '1' } })).toContain('201 is not described');
    expect(check({ ...seen, type: 'text/html', body: '' })).toContain('text/html');
  });
});
