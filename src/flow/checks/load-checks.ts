import type { Check } from './check.js';

/**
 * What the loader itself refuses, since the engine could not run it: `source.ts`, `compile.ts`, `check.ts` and
 * `check-variables.ts` report these under the same ids. Each of them blocks.
 */
export const LOAD_CHECKS: readonly Omit<Check, 'run' | 'severity'>[] = [
  {
    id: 'unreadable-file',
    finds: 'The file is no YAML, or larger or deeper than any script needs to be.',
    remedy: 'Correct the YAML at the place named, or split the script.',
  },
  {
    id: 'wrong-shape',
    finds: 'A key or a value that no script has at this place.',
    remedy: 'Correct its name, or remove it.',
  },
  {
    id: 'missing-block',
    finds: 'A way leads to a block that is not there, for example because it was deleted.',
    remedy: 'Name an existing block, or add this one.',
  },
  { id: 'exit-without-target', finds: 'An exit leads nowhere.', remedy: 'Give it a block to lead to.' },
  { id: 'unknown-exit', finds: 'A block is given an exit it never leaves by.', remedy: 'Use one of the exits named.' },
  {
    id: 'unknown-type',
    finds: 'A variable is declared with a type there is not.',
    remedy: 'Use one of the types named.',
  },
  {
    id: 'bad-expression',
    finds: 'A condition or value cannot be read, or uses what scripts may not use.',
    remedy: 'Correct the expression.',
  },
  {
    id: 'broken-placeholder',
    finds: 'A value in a text is not written as {service.name} or {service.name|lower}.',
    remedy: 'Correct the braces or the form.',
  },
  {
    id: 'unknown-language',
    finds: 'A text in a language the script does not have.',
    remedy: 'Add the language to "languages", or remove the text.',
  },
  { id: 'missing-translation', finds: 'A text is missing or empty in a language.', remedy: 'Write it.' },
  {
    id: 'silent-text',
    finds: 'Every variant of a text has a condition, so nothing may be said at all.',
    remedy: 'Give the last variant no "when".',
  },
  { id: 'unreachable-block', finds: 'No way leads to a block.', remedy: 'Lead an exit to it, or remove it.' },
  {
    id: 'loop-without-wait',
    finds: 'Blocks lead round to each other without ever waiting for the person.',
    remedy: 'Put a question on the way round.',
  },
  { id: 'options-not-used', finds: 'A question has options that its kind never shows.', remedy: 'Use "ask: choice".' },
  { id: 'nothing-to-choose', finds: 'A question of choosing offers nothing.', remedy: 'Add "options:".' },
  {
    id: 'too-many-choices',
    finds: 'More choices than a page of six holds, without paging.',
    remedy: 'Offer fewer, or add "paged: true".',
  },
  {
    id: 'skip-without-exit',
    finds: 'A question may be left out, but nothing says where that leads.',
    remedy: 'Add exit "skipped".',
  },
  {
    id: 'step-beyond-steps',
    finds: 'A question is step 5 of a script of 4.',
    remedy: 'Correct "step" or "steps".',
  },
  {
    id: 'reserved-option-id',
    finds: 'An option has the id of a way out, such as "back".',
    remedy: 'Choose another id.',
  },
  { id: 'empty-label', finds: 'A label holds no letter or digit.', remedy: 'Write what the person chooses.' },
  {
    id: 'synonym-clash',
    finds: 'The same words answer two choices of one question.',
    remedy: 'Give every choice words of its own.',
  },
  {
    id: 'reserved-word',
    finds: 'A choice has a word that carriers act on, so the answer would never arrive.',
    remedy: 'Use another word.',
  },
  {
    id: 'value-may-be-missing',
    finds: 'A block shows or needs a value that is not there on every way that leads to it.',
    remedy: 'Ask for it on every way, or guard it with has().',
  },
  {
    id: 'unknown-field',
    finds: 'A value is asked for a part it does not have.',
    remedy: 'Use one of the parts named.',
  },
  {
    id: 'undeclared-variable',
    finds: 'A variable is shown that nothing in the script ever writes.',
    remedy: 'Correct its name, or add the block that asks for it.',
  },
];
