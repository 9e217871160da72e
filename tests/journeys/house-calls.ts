import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FLOWS = fileURLToPath(new URL('../../flows', import.meta.url));

const DESK = `id: desk
languages: [en]
start: desk
triggers: { en: [desk] }
blocks:
  desk:
    do: handOff
    reason: asked
    say: { en: 'Somebody of {shop.name} will be with you. Just write here.' }
    exits: { returned: back, nobody: nobody }
  back: { say: { en: 'Is there more I can do?' }, then: done }
  nobody: { say: { en: 'Nobody is here. {answeredBy} reads it at {readAt}.' }, then: done }
  done: { end: done }
`;

const ERRAND = `id: errand
languages: [en]
start: hours
triggers: { en: [errand] }
blocks:
  hours: { do: hours, exits: { open: picture, closed: picture } }
  picture:
    ask: file
    say: { en: 'Please send me a picture of your hair.' }
    accept: [image]
    then: place
  place: { ask: address, say: { en: 'Where do you live?' }, save: home, then: offers }
  offers:
    ask: consent
    topic: reminders
    say: { en: 'May I remind you of visits?' }
    exits: { yes: phone, no: phone }
  phone: { ask: phone, sensitive: true, say: { en: 'What is your number?' }, then: send }
  send: { do: sendCode, to: phone, address: phone, exits: { sent: code, refused: over } }
  code:
    ask: code
    say: { en: 'Which six digits did I send?' }
    exits: { right: proven, over: over }
  proven: { say: { en: 'Proven: {file.name} from {home.text}.' }, then: done }
  over: { say: { en: 'That is over.' }, then: done }
  done: { end: done }
`;

const LAB = `id: lab
languages: [en]
start: picture
triggers: { en: [lab] }
blocks:
  picture: { ask: file, say: { en: 'Please send me a picture of it.' }, accept: [image], then: shown }
  shown:
    say: { en: 'Is it this? Call us if not.' }
    media: { file: file }
    contact: { name: { en: '{shop.name}' }, phone: '+442079460958' }
    then: make
  make: { do: callback, for: 2 h, take: { result: { path: data.result, type: text } }, then: tell }
  tell: { do: emit, event: lab.asked, data: { answerTo: answer.callback.url }, then: wait }
  wait:
    await: callback
    say: { en: 'The lab answers by {callback.until}: {callback.url}' }
    exits: { called: came, timedOut: late }
  came: { say: { en: 'The lab says: {result}.' }, then: done }
  late: { say: { en: 'No answer came.' }, then: done }
  done: { end: done }
`;

/** The shipped scripts and three more that use what the house answers besides bookings: words "desk", "errand" and "lab" begin them. */
export async function withHouseCalls(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = join(await mkdtemp(join(tmpdir(), 'parley-flows-')), 'flows');
  await cp(FLOWS, folder, { recursive: true });
  await writeFile(join(folder, 'desk.yaml'), DESK);
  await writeFile(join(folder, 'errand.yaml'), ERRAND);
  await writeFile(join(folder, 'lab.yaml'), LAB);
  return { folder, remove: () => rm(join(folder, '..'), { recursive: true }) };
}
