import type { Twilio } from 'twilio';
import type { InteractiveShape } from './parts.js';

export interface Contents {
  /** The content that shows this shape: found by its name or created, once a process. */
  sidOf(shape: InteractiveShape): Promise<string>;
}

type ContentApi = Twilio['content']['v1']['contents'];

/**
 * Interactive messages are content templates filled with variables at send time. One content a SHAPE serves every
 * message of that shape; creating one a message would fill the account. Two processes may create the same shape at the
 * same moment: both contents work, and the next start finds one of them.
 */
export function createContents(api: ContentApi): Contents {
  const known = new Map<string, Promise<string>>();
  let listed: Promise<ReadonlyMap<string, string>> | undefined;

  async function existing(): Promise<ReadonlyMap<string, string>> {
    const contents = await api.list({ pageSize: 500 });
    return new Map(contents.map(({ friendlyName, sid }) => [friendlyName, sid]));
  }

  async function findOrCreate(name: string, shape: InteractiveShape): Promise<string> {
    const listing = (listed ??= existing());
    listing.catch(() => (listed = undefined));
    return (await listing).get(name) ?? (await api.create(createRequest(name, shape))).sid;
  }

  return {
    sidOf(shape) {
      const name = contentName(shape);
      let found = known.get(name);
      if (!found) {
        found = findOrCreate(name, shape);
        known.set(name, found);
        found.catch(() => known.delete(name));
      }
      return found;
    },
  };
}

/** `parley_buttons_3_v1`, `parley_list_7_v1`; rows with a second line are marked by their bits: `parley_list_7_x1f_v1`. */
export function contentName(shape: InteractiveShape): string {
  if (shape.kind === 'buttons') return `parley_buttons_${shape.count}_v1`;
  const bits = shape.details.reduce((sum, has, row) => sum + (has ? 2 ** row : 0), 0);
  return `parley_list_${shape.details.length}${bits > 0 ? `_x${bits.toString(16)}` : ''}_v1`;
}

/** Variables in the order `render-whatsapp` numbers them. */
function createRequest(name: string, shape: InteractiveShape): Parameters<ContentApi['create']>[0] {
  let next = 1;
  const variable = (): string => `{{${next++}}}`;
  const body = variable();
  const types =
    shape.kind === 'buttons'
      ? {
          'twilio/quick-reply': {
            body,
            actions: Array.from({ length: shape.count }, () => ({
              type: 'QUICK_REPLY',
              title: variable(),
              id: variable(),
            })),
          },
        }
      : {
          'twilio/list-picker': {
            body,
            button: variable(),
            items: shape.details.map((has) => ({
              item: variable(),
              id: variable(),
              ...(has ? { description: variable() } : {}),
            })),
          },
        };
  const samples = Object.fromEntries(
    Array.from({ length: next - 1 }, (_, index) => [String(index + 1), `sample${index + 1}`]),
  );
  const request = { friendly_name: name, language: 'en', variables: samples, types };
  // The SDK's types demand camelCase names, sends them as they are, and the API refuses those: so the API's own names.
  return request as unknown as Parameters<ContentApi['create']>[0];
}
