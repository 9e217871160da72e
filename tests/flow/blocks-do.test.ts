import { describe, expect, it } from '@jest/globals';
import { chatIn, wrongWith } from './support/tiny.js';

const DONE = '  done: { end: done }';
const END = '  over: { say: { en: "Over." }, then: done }\n  done: { end: done }';

describe('giving the chat to a person', () => {
  const HAND_OFF = `  what: { ask: text, say: { en: "What is it about?" }, then: hand }
  hand:
    do: handOff
    reason: question
    note: note
    say: { en: "{answeredBy} takes over. Just write." }
    exits: { returned: back, nobody: alone }
  back: { say: { en: "I am back." }, then: done }
  alone: { say: { en: "{answeredBy} reads this {readAt}." }, then: done }\n${DONE}`;

  function handedOver() {
    const chat = chatIn(HAND_OFF);
    chat.says('hi');
    return { chat, reply: chat.says('My door is stuck') };
  }

  it('says who takes over, and tells them why', () => {
    const { chat, reply } = handedOver();
    expect(reply).toBe('Maria takes over. Just write.');
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'handOff.start',
      input: { reason: 'question', note: 'My door is stuck' },
    });
    expect(chat.state.control.own).toEqual({ e: 1, by: 'Maria' });
  });

  it('is silent while the person has it, and goes on by "returned" once it is given back', () => {
    const { chat } = handedOver();
    expect(chat.says('are you there')).toBe('');
    expect(chat.turns.at(-1)?.effects).toContainEqual({ effect: 'forward', text: 'are you there', epoch: 1 });
    expect(chat.sends({ type: 'owner', to: 'script', by: 'Maria', epoch: 2 })).toMatch(/I am back\.$/);
  });

  it('goes on by "nobody" when there is nobody, and says when it is read', () => {
    const chat = chatIn(HAND_OFF);
    chat.house.next['handOff.start'] = [
      () => ({ call: 'handOff.start', exit: 'nobody', data: { answeredBy: 'Maria', readAt: 'at 9:00 on Mon 23 Nov' } }),
    ];
    chat.says('hi');
    expect(chat.says('My door is stuck')).toBe('Maria reads this at 9:00 on Mon 23 Nov.');
    expect(chat.state.control.own).toBeUndefined();
  });
});

describe('asking a server outside', () => {
  const HTTP = `  code: { ask: text, save: code, say: { en: "Your code?" }, then: price }
  price:
    do: http
    url: "https://prices.example/v1/{code}?lang=en"
    take: { cost: { path: data.cost, type: number }, name: { path: data.name, type: text } }
    exits: { done: said, failed: failed }
  said: { say: { en: "{name}: {cost}." }, then: done }
  failed: { say: { en: "Not now ({reason})." }, then: done }\n${DONE}`;

  it('takes the values it names, each of its type', () => {
    const chat = chatIn(HTTP);
    chat.house.fetched = { 'data.cost': 25, 'data.name': 'Wash' };
    chat.says('hi');
    expect(chat.says('AB/1?x=2')).toBe('Wash: 25.');
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'http.request',
      input: {
        method: 'GET',
        url: 'https://prices.example/v1/AB%2F1%3Fx%3D2?lang=en',
        body: null,
        take: { cost: 'data.cost', name: 'data.name' },
      },
    });
  });

  it.each([
    ['a number in words', { 'data.cost': '25', 'data.name': 'Wash' }],
    ['a missing value', { 'data.cost': 25 }],
  ])('fails on %s, and keeps none of it', (_what, fetched) => {
    const chat = chatIn(HTTP);
    chat.house.fetched = fetched;
    chat.says('hi');
    expect(chat.says('AB1')).toBe('Not now (wrongShape).');
    expect(chat.state.answers).not.toHaveProperty('cost');
    expect(chat.state.answers).not.toHaveProperty('name');
  });

  it('fails when the server does', () => {
    const chat = chatIn(HTTP);
    chat.house.next['http.request'] = [() => ({ call: 'http.request', exit: 'failed', data: { reason: 'timeout' } })];
    chat.says('hi');
    expect(chat.says('AB1')).toBe('Not now (timeout).');
  });

  it('sends a body of typed values', () => {
    const chat = chatIn(
      HTTP.replace('do: http', 'do: http\n    method: POST\n    body: { code: answer.code, weekday: now.weekday }'),
    );
    chat.says('hi');
    chat.says('AB1');
    expect(chat.house.calls.at(-1)).toMatchObject({ input: { method: 'POST', body: { code: 'AB1', weekday: 6 } } });
  });

  it.each([
    ['a host from an answer', 'url: "https://{code}.example/v1"', /constant host/],
    ['a host that an answer could lengthen', 'url: "https://prices.example{code}"', /constant host/],
    ['no encryption', 'url: "http://prices.example/v1"', /must begin with https/],
    ['a value that is never there', 'url: "https://prices.example/{nope}"', /\{nope\} is never written/],
  ])('is refused for %s', (_what, url, reason) => {
    expect(wrongWith(HTTP.replace(/url: .*/, url))).toMatch(reason);
  });

  it('is refused without a way on when it fails', () => {
    expect(wrongWith(HTTP.replace(', failed: failed', ''))).toMatch(/block "price": exit "failed" is missing/);
  });

  it('is refused with a type there is not', () => {
    expect(wrongWith(HTTP.replace('type: number', 'type: money'))).toMatch(/block "price"/);
  });
});

describe('the hours of the shop', () => {
  const HOURS = `  hours: { do: hours, exits: { open: over, closed: closed } }
  closed:
    say:
      - when: has(answer.opens)
        en: "Closed until {opens}."
      - en: "Closed for good."
    then: done\n${END}`;

  it('lead one way while it is open', () => {
    expect(chatIn(HOURS).says('hi')).toMatch(/Over\.$/);
  });

  it('lead another while it is closed, with the time it opens', () => {
    const chat = chatIn(HOURS);
    chat.house.isOpen = false;
    expect(chat.says('hi')).toMatch(/Closed until Mon 23 Nov 9:00\.$/);
    chat.house.next['hours.check'] = [() => ({ call: 'hours.check', exit: 'closed', data: { opens: null } })];
    expect(chat.says('hi')).toBe('Closed for good.');
  });

  it('are refused with a text that shows when it opens, unguarded', () => {
    expect(wrongWith(HOURS.replace('- when: has(answer.opens)\n        en: "Closed until {opens}."\n      ', ''))).toBe(
      '',
    );
    expect(wrongWith(HOURS.replace(/say:\n[^]*?then: done/, 'say: { en: "{opens}" }\n    then: done'))).toMatch(
      /\{opens\} may be missing here/,
    );
  });
});

describe('opting in and out', () => {
  const OPT = `  news: { do: optIn, topic: news, say: { en: "I text you our news." }, then: out }
  out: { do: optOut, topic: offers, then: over }\n${END}`;

  it('says what is agreed to and records those words', () => {
    const chat = chatIn(OPT);
    expect(chat.says('hi')).toMatch(/I text you our news\.\n---\nOver\.$/);
    expect(chat.house.calls).toEqual([
      { call: 'consent.record', input: { topic: 'news', granted: true, words: 'I text you our news.' } },
      { call: 'consent.record', input: { topic: 'offers', granted: false, words: '' } },
    ]);
  });

  it.each([
    ['words to agree to', OPT.replace(', say: { en: "I text you our news." }', ''), /"optIn" needs "say"/],
    ['a topic', OPT.replace('topic: offers, ', ''), /"optOut" needs "topic"/],
  ])('is refused without %s', (_what, blocks, reason) => {
    expect(wrongWith(blocks)).toMatch(reason);
  });
});

describe('an act written wrongly', () => {
  it.each([
    [
      'a field of another act',
      '  a: { do: hours, topic: news, exits: { open: done, closed: done } }',
      /"topic" means nothing to "hours"/,
    ],
    [
      'a hand-off nobody may answer',
      '  a: { do: handOff, reason: x, say: { en: "Wait." }, exits: { returned: done } }',
      /exit "nobody" is missing/,
    ],
    [
      'a hand-off without words',
      '  a: { do: handOff, reason: x, exits: { returned: done, nobody: done } }',
      /"handOff" needs "say"/,
    ],
    [
      'a code to nowhere',
      '  a: { do: sendCode, to: phone, address: phone, exits: { sent: done, refused: done } }',
      /\{phone\} is never written/,
    ],
  ])('is refused for %s', (_what, blocks, reason) => {
    expect(wrongWith(`${blocks}\n  done: { end: done }`)).toMatch(reason);
  });
});

describe('an event for servers outside', () => {
  const LEAD = `  wish: { ask: text, save: wish, say: { en: "What do you need?" }, then: tell }
  tell: { do: emit, event: lead.new, data: { wish: answer.wish, from: channel }, then: said }
  said: { say: { en: "Thank you." }, then: done }\n${DONE}`;

  it('goes to the house with its name and the values it declares, and the script goes on at once', () => {
    const chat = chatIn(LEAD);
    chat.says('hi');
    expect(chat.says('a quote')).toBe('Thank you.');
    expect(chat.house.calls).toEqual([
      { call: 'event.emit', input: { event: 'lead.new', data: { wish: 'a quote', from: 'sms' } } },
    ]);
  });

  it('is refused without a name, with one that is none, and with a value that may be missing', () => {
    expect(wrongWith(LEAD.replace('event: lead.new, ', ''))).toMatch(/"emit" needs "event"/);
    expect(wrongWith(LEAD.replace('lead.new', '"Lead new!"'))).toMatch(/must be a name such as/);
    expect(wrongWith(LEAD.replace('answer.wish', 'answer.name'))).toMatch(/name.* is never written/);
  });
});

describe('a link that a server outside calls', () => {
  const LINK = `  make:
    do: callback
    for: 2 h
    take: { result: { path: data.result, type: text } }
    then: send
  send:
    do: http
    method: POST
    url: "https://lab.example/orders"
    body: { answerTo: answer.callback.url }
    exits: { done: wait, failed: late }
  wait:
    await: callback
    say: { en: "The lab answers by {callback.until}." }
    exits: { called: came, timedOut: late }
  came: { say: { en: "The lab says: {result}." }, then: done }
  late: { say: { en: "No answer came." }, then: done }\n${DONE}`;

  function waiting() {
    const chat = chatIn(LINK);
    expect(chat.says('hi')).toMatch(/\n---\nThe lab answers by Sat 21 Nov 12:32\.$/);
    return chat;
  }
  const idOf = (chat: ReturnType<typeof chatIn>): string => (chat.state.answers['callback'] as { id: string }).id;

  it('is given out before it is waited for, and the chat goes on when it is called', () => {
    const chat = waiting();
    expect(chat.house.calls.find(({ call }) => call === 'http.request')).toMatchObject({
      input: { body: { answerTo: 'https://book.example/callbacks/link1' } },
    });
    chat.house.called[idOf(chat)] = { result: 'all clear' };
    expect(chat.sends({ type: 'called', id: idOf(chat) })).toBe('The lab says: all clear.');
    expect(chat.state.control.tm).toBeUndefined();
  });

  it('leads on when nobody called in time, and words that come before are told until when', () => {
    const chat = waiting();
    expect(chat.says('and?')).toMatch(/12:32/);
    expect(chat.passes(119 * 60_000)).toBe('');
    expect(chat.passes(60_000)).toBe('No answer came.');
  });

  it('counts when it was called in the very minute its time came', () => {
    const chat = waiting();
    chat.house.called[idOf(chat)] = { result: 'all clear' };
    expect(chat.passes(2 * 3_600_000)).toBe('The lab says: all clear.');
  });

  it('that is called before it is waited for is not lost', () => {
    const chat = chatIn(
      LINK.replace('done: wait,', 'done: asks,').replace(
        '  wait:',
        '  asks: { ask: text, say: { en: "One thing?" }, then: wait }\n  wait:',
      ),
    );
    chat.says('hi');
    chat.house.called[idOf(chat)] = { result: 'all clear' };
    expect(chat.sends({ type: 'called', id: idOf(chat) })).toBe('');
    expect(chat.says('no')).toBe('The lab says: all clear.');
  });

  it('of another wait, or called again, changes nothing', () => {
    const chat = waiting();
    expect(chat.sends({ type: 'called', id: 'another' })).toBe('');
    const id = idOf(chat);
    chat.house.called[id] = { result: 'all clear' };
    chat.sends({ type: 'called', id });
    expect(chat.sends({ type: 'called', id })).toBe('');
  });

  it('that is called while a person has the chat is looked at when it is given back', () => {
    const chat = waiting();
    const id = idOf(chat);
    chat.sends({ type: 'owner', to: 'person', by: 'Maria', epoch: 1 });
    chat.house.called[id] = { result: 'all clear' };
    expect(chat.sends({ type: 'called', id })).toBe('');
    expect(chat.sends({ type: 'owner', to: 'script', by: 'Maria', epoch: 2 })).toMatch(
      /\n---\nThe lab says: all clear\.$/,
    );
  });

  it('and every other wait goes on after a person had the chat', () => {
    const chat = waiting();
    chat.sends({ type: 'owner', to: 'person', by: 'Maria', epoch: 1 });
    expect(chat.state.control.tm).toBeUndefined();
    chat.sends({ type: 'owner', to: 'script', by: 'Maria', epoch: 2 });
    expect(chat.passes(2 * 3_600_000)).toBe('No answer came.');
  });

  it('is refused where nothing says how long it lasts or what comes when nobody calls', () => {
    expect(wrongWith(LINK.replace('    for: 2 h\n', ''))).toMatch(/"callback" needs "for"/);
    expect(wrongWith(LINK.replace(', timedOut: late', ''))).toMatch(/timedOut/);
    expect(wrongWith(LINK.replace('await: callback', 'await: answer'))).toMatch(/never written|may be missing/);
  });
});
