import { describe, expect, it } from '@jest/globals';
import { createLibrary, loadScript, formatProblem } from '../../src/flow/index.js';
import { REPAIRS } from '../../src/flow/run/repairs.js';
import { createChat, type Chat } from './support/chat.js';
import { SAMPLE_SHOP } from '../../src/flow/chats/index.js';
import { loaded, readFlow, shippedPhrases, shippedScripts, testLibrary } from './support/scripts.js';

function chatWith(library: ReturnType<typeof testLibrary>, ...said: string[]): Chat {
  const chat = createChat({ library });
  for (const one of said) chat.says(one);
  return chat;
}

describe('repairs are ordinary scripts (pain 11: leaving and coming back is a mess)', () => {
  it.each(REPAIRS)('"%s" is shipped, and a shop may put its own in its place', (name) => {
    expect(shippedScripts().scripts.map(({ id }) => id)).toContain(name);
  });

  const OWN = loaded(
    'own.yaml',
    `{ id: own, languages: [en], start: hi, blocks: { hi: { say: { en: "Our own words." }, then: over }, over: { end: done } } }`,
  );
  it.each([
    ['repeat', ['hi', '1', 'again'], /^Our own words\.\n---\nWhat would you like\?/],
    ['session-start', ['hi'], /Our own words\.\n---\nWillow Salon\. I can book you/],
    ['completed-what-next', ['hi', '1', '1', '2', 'Rosa', '1'], /Booked: BK-48210377[^]*\n---\nOur own words\.$/],
    ['human', ['hi', '1', '9'], /^Our own words\.\n---\nBack to: What would you like\?/],
    ['cannot-handle', ['hi', '1', 'x', 'y', 'z', 'q'], /^Our own words\.\n---\nBack to: What would you like\?/],
    ['skip', ['hi', '1', '1', '2', 'Rosa', '3', 'skip'], /^Our own words\.\n---\nBack to: What name shall I put\?/],
    ['correction', ['hi', '1', '1', 'change something'], /^Our own words\.\n---\nBack to: Haircut\. When suits you\?/],
  ])('"%s" in the words of the shop', (name, said, words) => {
    const library = testLibrary([OWN], { repairs: { [name]: 'own' } });
    const chat = chatWith(library, ...said.slice(0, -1));
    expect(chat.says(said.at(-1)!)).toMatch(words);
  });

  it('an error of ours is said in the words of the shop too', () => {
    const library = testLibrary([OWN], { repairs: { 'internal-error': 'own' } });
    const chat = chatWith(library, 'hi', '1');
    const control = { ...chat.state.control, frames: [{ s: 'gone', v: 1, b: 'x' }] };
    chat.state = { ...chat.state, control };
    expect(chat.says('1')).toMatch(/^Our own words\.\n---\nWillow Salon\. I can book you/);
  });
});

describe('a question nobody can answer', () => {
  it('ends after three helps with a question what to do, never with the same words again and again [FL-05]', () => {
    const chat = chatWith(testLibrary(), 'hi', '1');
    const said = ['x1', 'x2', 'x3', 'x4'].map((one) => chat.says(one));
    expect(new Set(said).size).toBe(4);
    expect(said[3]).toMatch(
      /^I do not get it, I am sorry\. What shall we do\?\n1 A person\n2 Ask me again\n3 Start again/,
    );
    expect(chat.says('2')).toMatch(/^Back to: What would you like\?/);
  });

  it('and whoever is lost there too comes to a person', () => {
    const chat = chatWith(testLibrary(), 'hi', '1');
    let last = '';
    for (let misses = 0; misses < 8; misses++) last = chat.says(`x${misses}`);
    expect(last).toMatch(/^Write your message for Willow Salon/);
  });

  it('offers to leave it out where that is possible', () => {
    const chat = chatWith(testLibrary(), 'hi', '1', '1', '2');
    for (const one of ['x@1', 'x@2', 'x@3']) chat.says(one);
    expect(chat.says('x@4')).toMatch(/1 A person\n2 Leave it out\n3 Ask me again/);
    expect(chat.says('2')).toMatch(/^Guest, haircut/);
  });
});

const TINY = (more: string) => `
id: tiny
languages: [en]
start: colour
doing: { en: choosing a colour }
${more}
blocks:
  colour:
    ask: choice
    say: { en: 'Which colour?' }
    options:
      red: { label: { en: Red }, goto: size }
      blue: { label: { en: Blue }, goto: size }
  size:
    ask: choice
    say: { en: 'Which size?' }
    options:
      big: { label: { en: Big }, goto: bye }
      small: { label: { en: Small }, goto: bye }
  prices:
    say: { en: 'Red costs £1, blue £2.' }
    then: colour
  bye:
    end: done
`;

function tinyLibrary(more: string, over: Partial<typeof SAMPLE_SHOP> = { script: 'tiny' }) {
  return testLibrary([loaded('tiny.yaml', TINY(more))], over);
}

describe('words of a script’s own', () => {
  const COMMANDS =
    'commands: [{ words: { en: [prices, how much] }, goto: prices }, { words: { en: [mine] }, call: bookings }]';
  it('lead to a block from anywhere in it, and back leads back', () => {
    const chat = chatWith(tinyLibrary(COMMANDS), 'hi', '1');
    expect(chat.says('How much?')).toMatch(/^Red costs £1, blue £2\.\n---\nWhich colour\?/);
    expect(chat.says('8')).toMatch(/^Which size\?/);
  });

  it('lead to another script and back to the question', () => {
    const chat = chatWith(tinyLibrary(COMMANDS), 'hi', '1');
    expect(chat.says('mine')).toMatch(/You have nothing booked[^]*Back to: Which size\?/);
  });

  it('give way to the commands that work everywhere, and to the very words of a choice', () => {
    const chat = chatWith(tinyLibrary('commands: [{ words: { en: [red, help] }, goto: prices }]'), 'hi');
    expect(chat.says('help')).toMatch(/^Answer with a number, or in your own words/);
    expect(chat.says('red')).toMatch(/^Which size\?/);
  });

  it('are refused where they lead nowhere or mean two things', () => {
    const said = (more: string) => loadScript('tiny.yaml', TINY(more)).problems.map(formatProblem).join('\n');
    expect(said('commands: [{ words: { en: [x] }, goto: nowhere }]')).toMatch(/there is no block "nowhere"/);
    expect(said('commands: [{ words: { en: [x] }, goto: prices }, { words: { en: [X] }, goto: bye }]')).toMatch(
      /"x" is already another command/,
    );
    expect(said('triggers: { fr: [x] }')).toMatch(/"fr" is not one of the script's languages/);
  });
});

describe('words that begin another script', () => {
  const COMMANDS = 'commands: [{ words: { en: [prices] }, goto: prices }]\ntriggers: { en: [paint my house] }';
  it('begin it at once where nothing is under way', () => {
    const chat = chatWith(tinyLibrary(COMMANDS, {}));
    expect(chat.says('Paint my house!')).toMatch(/Which colour\?/);
  });

  it('are asked about first where something is, and what was open comes back', () => {
    const chat = chatWith(tinyLibrary(COMMANDS, {}), 'hi', '1', '1');
    expect(chat.says('paint my house')).toBe('Do you mean choosing a colour?\n1 That, please\n2 Go on as before');
    expect(chat.says('2')).toMatch(/^Back to: Haircut\. When suits you\?/);
    chat.says('paint my house');
    expect(chat.says('1')).toMatch(/^Which colour\?/);
    chat.says('1');
    expect(chat.says('2')).toMatch(/^Back to: Haircut\. When suits you\?/);
  });

  it('begin nothing when two scripts claim them', () => {
    const twin = loaded('twin.yaml', TINY(COMMANDS).replace('id: tiny', 'id: twin'));
    const library = testLibrary([loaded('tiny.yaml', TINY(COMMANDS)), twin]);
    expect(chatWith(library, 'hi', '1', '1').says('paint my house')).toMatch(/^Please answer with a number/);
  });
});

describe('the order in which words are understood', () => {
  /** The order turned round at one place: what the tests above would say then. */
  it('matters: without the rule that a choice’s very word comes first, "book" would lead to the menu', () => {
    const chat = chatWith(testLibrary(), 'hi');
    expect(chat.says('book')).toMatch(/^What would you like\?/);
    const renamed = loaded('salon.yaml', readFlow('salon.yaml').replace('label: { en: Book,', 'label: { en: Reserve,'));
    const { scripts } = shippedScripts();
    const library = createLibrary({
      scripts: [...scripts.filter(({ id }) => id !== 'salon'), renamed],
      phrases: shippedPhrases(),
      shop: () => SAMPLE_SHOP,
    });
    expect(chatWith(library, 'hi').says('book')).toMatch(/^Willow Salon\. I can book you by text/);
  });
});
