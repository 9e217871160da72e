/** Slack's limits on blocks, checked as Slack does: anything beyond is `invalid_blocks`. */
export interface SlackBlock {
  readonly type: string;
  readonly text?: SlackText;
  readonly elements?: readonly SlackElement[];
}

export interface SlackText {
  readonly type: string;
  readonly text: string;
}

export interface SlackElement {
  readonly type: string;
  /** A text object in a button, the words themselves in a context line. */
  readonly text?: SlackText | string;
  readonly action_id?: string;
  readonly value?: string;
  readonly style?: string;
}

const BLOCKS = 50;
const SECTION_CHARS = 3_000;
const HEADER_CHARS = 150;
const ACTION_ELEMENTS = 25;
const CONTEXT_ELEMENTS = 10;
const CONTEXT_CHARS = 2_000;
const BUTTON_CHARS = 75;
const VALUE_CHARS = 2_000;
const ID_CHARS = 255;

/** What is wrong with `blocks`, a sentence naming the field, or the blocks. */
export function readBlocks(given: string | undefined): { blocks: readonly SlackBlock[] } | { problem: string } {
  if (given === undefined) return { blocks: [] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch {
    return { problem: 'blocks is not JSON' };
  }
  if (!Array.isArray(parsed)) return { problem: 'blocks is not a list' };
  const blocks = parsed as readonly SlackBlock[]; // every field is checked below before it is used
  if (blocks.length > BLOCKS) return { problem: `blocks has more than ${BLOCKS} items` };
  const problem = blocks.map((block, index) => problemOf(block, `blocks[${index}]`)).find((one) => one !== null);
  return problem ? { problem } : { blocks };
}

function problemOf(block: SlackBlock, at: string): string | null {
  switch (block?.type) {
    case 'header':
      if (block.text?.type !== 'plain_text') return `${at}.text of a header must be plain_text`;
      return textProblem(block.text, HEADER_CHARS, `${at}.text`);
    case 'section':
      return textProblem(block.text, SECTION_CHARS, `${at}.text`);
    case 'divider':
      return null;
    case 'context':
      return (
        countProblem(block.elements, CONTEXT_ELEMENTS, at) ??
        firstProblem(block.elements, (element, where) => textProblem(element, CONTEXT_CHARS, where), at)
      );
    case 'actions':
      return actionsProblem(block, at);
    default:
      return `${at}.type is ${String(block?.type)}, which is not a block`;
  }
}

function actionsProblem({ elements }: SlackBlock, at: string): string | null {
  const count = countProblem(elements, ACTION_ELEMENTS, at);
  if (count) return count;
  const ids = (elements ?? []).map(({ action_id: id }) => id);
  if (new Set(ids).size !== ids.length) return `${at} has two elements with one action_id`;
  return firstProblem(
    elements,
    ({ type, text, action_id: id, value, style }, where) => {
      if (type !== 'button') return `${where}.type is ${type}`;
      if (typeof id !== 'string' || id === '' || id.length > ID_CHARS)
        return `${where}.action_id is missing or too long`;
      if (value !== undefined && value.length > VALUE_CHARS) return `${where}.value is too long`;
      if (style !== undefined && style !== 'primary' && style !== 'danger') return `${where}.style is ${style}`;
      if (typeof text !== 'object' || text.type !== 'plain_text') return `${where}.text must be plain_text`;
      return textProblem(text, BUTTON_CHARS, `${where}.text`);
    },
    at,
  );
}

function countProblem(elements: SlackBlock['elements'], most: number, at: string): string | null {
  if (!Array.isArray(elements) || elements.length === 0) return `${at}.elements is empty`;
  return elements.length > most ? `${at}.elements has more than ${most} items` : null;
}

function firstProblem(
  elements: SlackBlock['elements'],
  check: (element: SlackElement, where: string) => string | null,
  at: string,
): string | null {
  return (
    (elements ?? []).map((element, index) => check(element, `${at}.elements[${index}]`)).find((one) => one !== null) ??
    null
  );
}

function textProblem(given: SlackText | SlackElement | undefined, most: number, at: string): string | null {
  if (given?.type !== 'plain_text' && given?.type !== 'mrkdwn') return `${at} must be plain_text or mrkdwn`;
  if (typeof given.text !== 'string' || given.text === '') return `${at} is empty`;
  return given.text.length > most ? `${at} is longer than ${most} characters` : null;
}
