import type { Instant } from '../../messaging/message.js';
import { HOUR_MS } from '../../platform/time-units.js';
import type { LongestValues } from '../checks/longest-values.js';
import type { Call, CardView, ShoppingCalls } from '../protocol.js';
import type { Facts } from './facts.js';
import { shoppingAnswers } from './shopping-outcomes.js';

type ChatCall = Extract<
  Call,
  {
    call:
      | keyof ShoppingCalls
      | 'join.begin'
      | 'join.enter'
      | 'join.split'
      | 'chat.handOver'
      | 'person.note'
      | 'handOff.start'
      | 'http.request'
      | 'event.emit'
      | 'callback.make'
      | 'callback.look'
      | 'code.send'
      | 'code.check'
      | 'consent.record'
      | 'hours.check'
      | 'file.keep'
      | 'place.find'
      | 'things.list'
      | 'area.find'
      | 'asset.keep'
      | 'shop.card'
      | 'circle.offer'
      | 'circle.name'
      | 'circle.ask'
      | 'circle.answer'
      | 'visit.look'
      | 'visit.claim'
      | 'portal.link'
      | 'circle.end'
      | 'paper.look'
      | 'paper.check'
      | 'paper.show'
      | 'paper.forget';
  }
>;

/** Every answer there is to a call about the chat itself, people, places and what lies outside. */
export function chatAnswers<Said>(
  call: ChatCall,
  facts: Facts,
  longest: LongestValues,
  nowUtc: Instant,
  say: (exit: string, data: object, about?: string) => Said,
): Said[] {
  const { byType, words, named, takenTypes, calledBack, valuesOf, thing, fresh } = facts;
  switch (call.call) {
    case 'join.begin':
    case 'join.enter':
    case 'join.split':
    case 'chat.handOver':
      return [];
    case 'person.note':
      return [say('noted', { answeredBy: named('answeredBy') })];
    case 'handOff.start':
      return [
        say('waiting', { answeredBy: named('answeredBy'), epoch: 1 }),
        say('nobody', { answeredBy: named('answeredBy'), readAt: named('readAt') }),
      ];
    case 'http.request': {
      const taken = Object.keys(call.input.take).map((name) => ({ name, type: takenTypes.get(name) ?? 'text' }));
      return [say('done', { status: 200, values: valuesOf(taken) }), say('failed', { reason: named('reason') })];
    }
    case 'event.emit':
      return [say('emitted', {})];
    case 'callback.make': {
      const { lastsMin } = call.input;
      const link = { id: 'c1', url: words(byType.callback, 'url'), until: words(byType.callback, 'until') };
      return [say('made', { ...link, untilUtc: nowUtc + lastsMin * 60_000 })];
    }
    case 'callback.look':
      return [say('called', { values: valuesOf(calledBack) }), say('waiting', {})];
    case 'code.send':
      return [
        say('sent', { sentTo: words(byType.codeSent, 'sentTo'), until: words(byType.codeSent, 'until') }),
        say('refused', { reason: 'tooMany' }, ' tooMany'),
        say('refused', { reason: 'unreachable' }, ' unreachable'),
      ];
    case 'code.check':
      return [say('right', {}), say('wrong', { triesLeft: 2 }), say('over', {})];
    case 'consent.record':
      return [say('recorded', {})];
    case 'hours.check':
      return [say('open', {}), say('closed', { opens: named('opens') }), say('closed', { opens: null }, ' for good')];
    case 'file.keep':
      return [
        say('kept', { file: byType.file }),
        ...(['infected', 'tooBig', 'wrongKind', 'unreadable'] as const).map((reason) =>
          say('refused', { reason }, ` ${reason}`),
        ),
      ];
    case 'place.find':
      return [
        say('found', { place: byType.place }),
        say('unsure', { places: [byType.place, byType.place] }),
        say('none', {}),
      ];
    case 'things.list':
      return [
        say('found', { things: [thing(1), thing(2)] }),
        say('found', { things: [thing(1)] }, ' one'),
        say('none', {}),
      ];
    case 'area.find':
      return [
        say('covered', { area: byType.thing, postcode: words(byType.place, 'postcode') }),
        say('outside', { postcode: words(byType.place, 'postcode') }),
        say('unclear', {}),
      ];
    case 'asset.keep':
      return [say('kept', { asset: byType.thing })];
    case 'shop.card': {
      const card = byType.card as unknown as CardView;
      return [say('shown', { card }), say('shown', { card: { ...card, opens: null } }, ' open')];
    }
    case 'circle.offer':
      return [
        say('made', { digits: '482913', until: words(byType.hold, 'until'), number: '+447700900000' }),
        say('tooMany', {}),
      ];
    case 'circle.name':
      return [say('kept', { someone: thing(1) }), say('full', {})];
    case 'circle.ask':
      return [
        say('asked', { someone: thing(1) }),
        say('own', {}),
        say('already', { someone: thing(1) }),
        say('declined', {}),
        say('tooMany', {}),
      ];
    case 'circle.answer':
      return [say('begun', { someone: thing(1) }), say('declined', {}), say('over', {})];
    case 'visit.look':
      return [say('mine', {}), say('other', {}), say('order', {})];
    case 'visit.claim':
      return [...fresh.map((booking, index) => say('found', { booking }, ` ${index + 1}`)), say('none', {})];
    case 'portal.link': {
      const page = { url: words(byType.callback, 'url'), until: words(byType.callback, 'until') };
      return [say('made', { page: { id: '', ...page, untilUtc: nowUtc + HOUR_MS } })];
    }
    case 'circle.end':
      return [say('ended', {})];
    case 'paper.look':
      return [say('known', { paper: thing(1) }), say('none', {})];
    case 'paper.check':
      return [say('good', { paper: thing(1) }), say('wrong', {})];
    case 'paper.show':
      return [say('kept', { paper: thing(1) })];
    case 'paper.forget':
      return [say('forgotten', {})];
    default:
      return shoppingAnswers(call, longest, say);
  }
}
