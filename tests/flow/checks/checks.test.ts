import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { CHECKS, checkDraft, LOAD_CHECKS, type CheckContext } from '../../../src/flow/checks/index.js';
import { formatProblem } from '../../../src/flow/index.js';
import { loaded, shippedPhrases } from '../support/scripts.js';
import { RENDERERS } from './support.js';

const FIXTURES = new URL('./fixtures/', import.meta.url);
const IDS = [...LOAD_CHECKS, ...CHECKS].map(({ id }) => id);

function readFixture(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}

/** What a fixture says about the world around it, in its first lines: "# Recorded: ask go". */
function remark(text: string, name: string): string[] | undefined {
  return new RegExp(`^# ${name}: (.+)$`, 'm').exec(text)?.[1]?.split(' ');
}

function check(name: string, checks = CHECKS) {
  const text = readFixture(name);
  const beside = (remark(text, 'Beside it') ?? []).map((one) => {
    const [id, calls] = one.split('>');
    const way =
      calls === undefined ? '  go: { end: done }' : `  go: { call: ${calls}, then: done }\n  done: { end: done }`;
    return loaded(`${id!}.yaml`, `id: ${id!}\nlanguages: [en]\nstart: go\nblocks:\n${way}\n`);
  });
  const recorded = remark(text, 'Recorded');
  const templates = remark(text, 'Templates');
  const context: CheckContext = {
    renderers: RENDERERS,
    ...(recorded
      ? { chats: [{ what: 'answered' as const, script: 'sample', block: recorded[0]!, category: recorded[1]! }] }
      : {}),
    ...(templates
      ? {
          templates: templates.length < 4 ? [] : [templateOf(templates)],
        }
      : {}),
  };
  return { text, ...checkDraft({ file: name, text, scripts: beside, phrases: shippedPhrases(), context, checks }) };
}

function templateOf([script, block, language, status]: readonly string[]) {
  if (status !== 'approved' && status !== 'pending') throw new Error(`no such status: ${status}`);
  return { script: script!, block: block!, language: language!, status } as const;
}

describe('the checks before publishing', () => {
  it('are at least thirty, each with an id of its own and a fixture', () => {
    expect(CHECKS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(IDS).size).toBe(IDS.length);
    const names = readdirSync(FIXTURES).sort();
    expect(names).toEqual(IDS.flatMap((id) => [`${id}.fixed.yaml`, `${id}.yaml`]).sort());
  });

  it.each(IDS)('%s finds its broken script, and nothing in the one that was mended', (id) => {
    const { text, problems } = check(`${id}.yaml`);
    expect([...new Set(problems.map((one) => one.check))]).toEqual([id]);
    const block = remark(text, 'Found in block')?.[0] ?? null;
    expect([...new Set(problems.map((one) => one.block))]).toEqual([block]);
    for (const one of problems) {
      expect(formatProblem(one)).toMatch(/^[\w.-]+:\d+:\d+.*: .+\. \S/);
      expect(one.severity).toBe(CHECKS.find((known) => known.id === id)?.severity ?? 'blocks');
    }
    expect(check(`${id}.fixed.yaml`).problems.map(formatProblem)).toEqual([]);
  });

  it.each(CHECKS.map(({ id }) => id))('%s is what finds it: without it the script would pass', (id) => {
    const rest = CHECKS.filter((one) => one.id !== id);
    expect(check(`${id}.yaml`, rest).problems).toEqual([]);
  });

  it('are all listed in docs/checks.md with what to do', () => {
    const listed = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8');
    for (const { id, finds, remedy } of [...LOAD_CHECKS, ...CHECKS])
      expect(listed).toContain(
        `| \`${id}\` | ${CHECKS.find((one) => one.id === id)?.severity ?? 'blocks'} | ${finds} | ${remedy} |`,
      );
    expect(listed.match(/^\| `/gm)).toHaveLength(IDS.length);
  });

  it('run as someone types, without renderers and recorded chats', () => {
    const text = readFixture('machine-words.yaml');
    const { problems } = checkDraft({ file: 'x.yaml', text, scripts: [], phrases: shippedPhrases() });
    expect(problems.map((one) => one.check)).toEqual(['machine-words']);
  });
});
