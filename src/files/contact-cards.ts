import express, { type Router } from 'express';
import { z } from 'zod';
import type { ContactCard } from '../messaging/message.js';
import { createSigner } from '../platform/signer.js';

export interface ContactCards {
  /** A signed address of the card as a vCard file, for channels that fetch it from there. Nothing is stored for it. */
  urlOf(card: ContactCard): string;
  /** `GET /v/:token`; 404 for anything we did not sign. */
  readonly routes: Router;
}

const SHAPE = /^([\w-]{1,1000})\.([\w-]{22})$/;
const cardSchema = z.tuple([z.string(), z.string(), z.string().nullable()]);

export function createContactCards(deps: { readonly secret: string; readonly publicUrl: string }): ContactCards {
  const { secret, publicUrl } = deps;
  const { sign, isSigned } = createSigner({ secret, purpose: 'contact', what: 'contact cards' });

  function open(token: string): ContactCard | null {
    const [, packed, signature] = SHAPE.exec(token) ?? [];
    if (packed === undefined || signature === undefined || !isSigned(signature, packed)) return null;
    const [name, phone, email] = cardSchema.parse(JSON.parse(Buffer.from(packed, 'base64url').toString('utf8')));
    return { name, phone, ...(email === null ? {} : { email }) };
  }

  const routes = express.Router();
  routes.get('/v/:token', (req, res) => {
    const card = open(req.params.token);
    if (!card) return void res.status(404).type('text/plain').send('There is no contact behind this link.');
    res.set({
      'Content-Type': 'text/vcard; charset=utf-8',
      'Content-Disposition': 'inline; filename="contact.vcf"',
      'Cache-Control': 'private, max-age=3600',
      'X-Content-Type-Options': 'nosniff',
    });
    res.send(vcardOf(card));
  });

  return {
    urlOf({ name, phone, email }) {
      const packed = Buffer.from(JSON.stringify([name, phone, email ?? null])).toString('base64url');
      return `${publicUrl}/v/${packed}.${sign(packed)}`;
    },
    routes,
  };
}

/** vCard 3.0, which every phone reads. */
function vcardOf({ name, phone, email }: ContactCard): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${escaped(name)};;;;`,
    `FN:${escaped(name)}`,
    `TEL;TYPE=CELL:${phone.replace(/[^\d+]/g, '')}`,
    ...(email ? [`EMAIL:${escaped(email)}`] : []),
    'END:VCARD',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function escaped(words: string): string {
  return words.replace(/[\\,;]/g, (mark) => `\\${mark}`).replace(/\r?\n/g, '\\n');
}
