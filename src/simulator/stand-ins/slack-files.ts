import type { StandInRequest, StandInResponse } from './http.js';

/** A file as Slack keeps it. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

export interface SlackFilesDeps {
  readonly botToken: string;
  /** Known once the server listens. */
  readonly baseUrl: () => string;
  readonly report: (problem: string) => void;
  /** Puts files into a channel, as a message. */
  readonly share: (given: Readonly<Record<string, string>>, files: readonly SlackFile[]) => StandInResponse;
}

const UPLOAD = '/upload/v1/';
const DOWNLOAD = '/files-pri/T0WILLOW-';

/** Slack's way with files: an address to upload to, the bytes, then where they belong; and private addresses to fetch from. */
export function createSlackFiles({ botToken, baseUrl, report, share }: SlackFilesDeps) {
  const files = new Map<string, SlackFile>();
  const promised = new Map<string, { readonly name: string; readonly length: number }>();
  let counter = 0;
  const nextId = (): string => `F${String(++counter).padStart(8, '0')}`;

  function refuse(error: string, problem: string): StandInResponse {
    report(problem);
    return { status: 200, json: { ok: false, error } };
  }

  function begin({ filename = '', length = '' }: Readonly<Record<string, string>>): StandInResponse {
    if (filename === '') return refuse('invalid_arguments', 'files.getUploadURLExternal needs filename');
    if (!/^[1-9]\d*$/.test(length)) return refuse('invalid_arguments', 'files.getUploadURLExternal needs length');
    const id = nextId();
    promised.set(id, { name: filename, length: Number(length) });
    return { status: 200, json: { ok: true, file_id: id, upload_url: `${baseUrl()}${UPLOAD}${id}` } };
  }

  async function upload(id: string, { body, headers }: StandInRequest): Promise<StandInResponse> {
    const wanted = promised.get(id);
    if (!wanted) return { status: 404, body: 'no such upload' };
    const content = await bytesOf(body, headers['content-type'] ?? '');
    if (content.length !== wanted.length) {
      report(`the upload of ${wanted.name} has ${content.length} bytes, ${wanted.length} were promised`);
      return { status: 400, body: 'wrong length' };
    }
    promised.delete(id);
    files.set(id, { id, name: wanted.name, type: typeOf(wanted.name), content });
    return { status: 200, body: `OK - ${content.length}` };
  }

  function complete(given: Readonly<Record<string, string>>): StandInResponse {
    const named = idsOf(given['files'] ?? '');
    const found = named.flatMap((id) => files.get(id) ?? []);
    if (named.length === 0 || found.length !== named.length)
      return refuse('file_not_found', 'files.completeUploadExternal names a file that was not uploaded');
    const { channel_id: channel = '', thread_ts: thread } = given;
    const shared = share(
      { channel, text: given['initial_comment'] ?? '', ...(thread === undefined ? {} : { thread_ts: thread }) },
      found,
    );
    const isShared = (shared.json as { ok?: boolean } | undefined)?.ok === true;
    return isShared ? { status: 200, json: { ok: true, files: found.map(describe) } } : shared;
  }

  function download(path: string, { headers }: StandInRequest): StandInResponse {
    const file = files.get(/^[^/]+/.exec(path)?.[0] ?? '');
    // Whoever shows no token is sent to the login page.
    if (headers.authorization !== `Bearer ${botToken}`) {
      report('a file was asked for without our token');
      return { status: 302, headers: { Location: `${baseUrl()}/login` } };
    }
    return file
      ? { status: 200, headers: { 'Content-Type': file.type }, body: file.content }
      : { status: 404, body: 'no such file' };
  }

  function describe({ id, name, type, content }: SlackFile): Readonly<Record<string, unknown>> {
    const url = `${baseUrl()}${DOWNLOAD}${id}/download/${encodeURIComponent(name)}`;
    return { id, name, title: name, mimetype: type, size: content.length, mode: 'hosted', url_private_download: url };
  }

  return {
    begin,
    complete,
    describe,
    /** What somebody at a window uploads. */
    keep(file: Omit<SlackFile, 'id'>): SlackFile {
      const kept = { ...file, id: nextId() };
      files.set(kept.id, kept);
      return kept;
    },
    /** Uploads and downloads; null for everything else. */
    async handle(request: StandInRequest): Promise<StandInResponse | null> {
      if (request.path.startsWith(UPLOAD)) return upload(request.path.slice(UPLOAD.length), request);
      if (request.path.startsWith(DOWNLOAD)) return download(request.path.slice(DOWNLOAD.length), request);
      return null;
    },
  };
}

/** Slack takes the bytes as they are or as the one part of a form; its own client sends a form. */
async function bytesOf(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [part] = [...form.values()];
  return part === undefined || typeof part === 'string'
    ? Buffer.from(part ?? '')
    : Buffer.from(await part.arrayBuffer());
}

function idsOf(json: string): readonly string[] {
  try {
    const given: unknown = JSON.parse(json);
    return Array.isArray(given) ? given.map((one: { id?: unknown }) => String(one.id)) : [];
  } catch {
    return [];
  }
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  txt: 'text/plain',
};

function typeOf(name: string): string {
  return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
