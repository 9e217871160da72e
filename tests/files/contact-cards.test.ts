import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createContactCards } from '../../src/files/index.js';

const cards = createContactCards({ secret: 'a secret that signs, long enough', publicUrl: 'https://book.example' });
const ASHA = { name: 'Asha; of "Willow, Salon"', phone: '+44 20 7946 0958', email: 'asha@willow.example' };
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(express().use(cards.routes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a contact card by its address', () => {
  it('is a vCard that phones read, whatever marks the name holds', async () => {
    const res = await fetch(url + new URL(cards.urlOf(ASHA)).pathname);
    expect(res.headers.get('content-type')).toMatch(/^text\/vcard/);
    expect((await res.text()).split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      'N:Asha\\; of "Willow\\, Salon";;;;',
      'FN:Asha\\; of "Willow\\, Salon"',
      'TEL;TYPE=CELL:+442079460958',
      'EMAIL:asha@willow.example',
      'END:VCARD',
      '',
    ]);
  });

  it('is not there for an address that was not signed here', async () => {
    const link = new URL(cards.urlOf(ASHA)).pathname;
    const forged = createContactCards({ secret: 'another secret, just as long', publicUrl: url }).urlOf(ASHA);
    for (const path of [new URL(forged).pathname, link.replace('/v/', '/v/A'), '/v/x'])
      expect((await fetch(url + path)).status).toBe(404);
  });
});
