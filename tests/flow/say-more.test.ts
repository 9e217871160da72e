import { describe, expect, it } from '@jest/globals';
import { compileForChannels } from '../../src/flow/checks/index.js';
import { RENDERERS } from './checks/support.js';
import { loaded, shippedPhrases } from './support/scripts.js';
import { chatIn, scriptOf, wrongWith } from './support/tiny.js';

const DONE = '  done: { end: done }';
const PRICES = `  code: { ask: text, save: code, say: { en: "Your code?" }, then: prices }
  prices:
    say: { en: "Here they are." }
    media: { name: { en: Prices }, url: "https://files.example/p/{code}.pdf", type: application/pdf }
    then: done\n${DONE}`;
const PHOTO = `  photo: { ask: file, accept: [image], say: { en: "A photo?" }, then: seen }
  seen: { say: { en: "Is it this?" }, media: { file: file }, then: done }\n${DONE}`;
const CARD = `  call:
    say: { en: "Call us." }
    contact: { name: { en: "{shop.name}" }, phone: "+442079460958", email: "desk@willow.example" }
    then: done\n${DONE}`;

describe('something said with a picture or a document', () => {
  it('carries its address and its name; a value in the address is encoded where it stands', () => {
    const chat = chatIn(PRICES);
    chat.says('hi');
    expect(chat.says('a/../b?c')).toBe('Here they are.\nPrices:\nhttps://files.example/p/a%2F..%2Fb%3Fc.pdf');
    expect(chat.messages.at(-1)).toMatchObject({ file: { name: 'Prices', type: 'application/pdf', elsewhere: true } });
  });

  it('carries a file that was kept, whose address is for the house to give', () => {
    const chat = chatIn(PHOTO);
    chat.says('hi');
    chat.sends({ type: 'media', media: 'image', file: { ref: 'f', type: 'image/jpeg', bytes: 900, name: null } });
    const { keptFile, file } = chat.messages.at(-1)!;
    expect(keptFile).toMatch(/\S/);
    expect(file).toMatchObject({ url: '', type: expect.stringMatching(/^image\//) as unknown });
    expect(file).not.toHaveProperty('elsewhere');
  });

  it('is refused where a person could choose the server, the type is none that channels show, or the answer is no file', () => {
    expect(wrongWith(PRICES.replace('https://files.example/p/', 'https://{code}.example/'))).toMatch(/constant host/);
    expect(wrongWith(PRICES.replace('application/pdf', 'text/html'))).toMatch(/media needs "name"/);
    expect(wrongWith(PRICES.replace('{code}.pdf', '{kode}.pdf'))).toMatch(/kode/);
    expect(wrongWith(PHOTO.replace('file: file', 'file: photo'))).toMatch(/photo/);
  });
});

describe('something said with a contact card', () => {
  it('carries a name and a number, and reads as both where no card can be shown', () => {
    expect(chatIn(CARD).says('hi')).toMatch(/\n---\nCall us\.\nWillow Salon: \+442079460958, desk@willow\.example$/);
  });

  it('is refused without a number', () => {
    expect(wrongWith(CARD.replace('phone: "+442079460958", ', ''))).toMatch(/a contact needs a phone/);
  });
});

describe('each channel', () => {
  const printed = (blocks: string) =>
    compileForChannels({
      script: loaded('tiny.yaml', scriptOf(blocks)),
      phrases: shippedPhrases(),
      renderers: RENDERERS,
    }).filter(({ block }) => block === 'prices' || block === 'call');

  it('is shown as it prints them before a script is published', () => {
    const texts = Object.fromEntries(printed(PRICES).map((one) => [one.channel, one.rendered.parts]));
    expect(texts['sms']).toEqual([
      expect.objectContaining({ body: expect.stringMatching(/^Here they are\.\nPrices:\nhttps:/) as unknown }),
    ]);
    expect(texts['whatsapp']).toEqual([
      expect.objectContaining({ kind: 'text' }),
      expect.objectContaining({ kind: 'media', url: expect.stringMatching(/^https:\/\/files\.example/) as unknown }),
    ]);
    expect(texts['telegram']).toEqual([
      expect.objectContaining({ kind: 'file', elsewhere: true, caption: 'Here they are.' }),
    ]);
    const cards = Object.fromEntries(printed(CARD).map((one) => [one.channel, one.rendered.parts]));
    expect(cards['telegram']?.at(-1)).toMatchObject({ kind: 'contact', phone: '+442079460958' });
  });
});
