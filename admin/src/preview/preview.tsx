import {
  ActionIcon,
  Button,
  Chip,
  Group,
  Menu,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { ChannelId } from '../../../src/messaging/message.js';
import { languageWords } from '../shell/words.js';
import type { Looked, PreviewStep, PreviewWish, Switches } from '../workshop/protocol.js';
import { Phone } from './phone.js';
import './preview.css';

const CHANNELS: readonly { readonly value: ChannelId; readonly label: string }[] = [
  { value: 'sms', label: 'SMS' },
  { value: 'whatsapp', label: 'WhatsApp' },
  { value: 'telegram', label: 'Telegram' },
  { value: 'webchat', label: 'Web chat' },
];

const SWITCHES: readonly { readonly name: keyof Switches; readonly label: string }[] = [
  { name: 'timeGone', label: 'Time just gone' },
  { name: 'nothingFree', label: 'Nothing free' },
  { name: 'paymentFails', label: 'Payment declined' },
  { name: 'nobodyThere', label: 'Nobody there' },
];

const HAPPENINGS = [
  { label: 'The shop accepts', step: { kind: 'happens', what: 'accepts' } },
  { label: 'The shop says no', step: { kind: 'happens', what: 'rejects' } },
  { label: 'The money arrives', step: { kind: 'happens', what: 'pays' } },
  { label: 'The chat is given back', step: { kind: 'happens', what: 'givesBack' } },
  { label: '15 minutes pass', step: { kind: 'passes', minutes: 15 } },
  { label: 'A day passes', step: { kind: 'passes', minutes: 24 * 60 } },
] as const;

interface PreviewProps {
  readonly wish: PreviewWish;
  readonly onWish: (wish: PreviewWish) => void;
  readonly looked: Looked | null;
  readonly scriptId: string;
  readonly onBlock: (block: string) => void;
}

/** A phone that runs the draft, all in this browser: what was answered is answered again after every change. */
export function Preview({ wish, onWish, looked, scriptId, onBlock }: PreviewProps) {
  const languages = looked?.languages ?? [wish.language];
  const shown = looked?.preview ?? null;
  const add = (step: PreviewStep): void => {
    // After a step that no longer fits the rest means nothing: the new one takes its place.
    const steps = shown?.halted ? wish.steps.slice(0, shown.halted.step) : wish.steps;
    onWish({ ...wish, steps: [...steps, step] });
  };
  return (
    <Stack gap="sm" className="preview" component="section" aria-label="Preview">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Channel"
        data={[...CHANNELS]}
        value={wish.channel}
        onChange={(channel) => onWish({ ...wish, channel })}
      />
      <Phone channel={wish.channel} language={wish.language} shown={shown} onStep={add} />
      {looked?.isBehind && (
        <Text size="sm" role="status" className="halted">
          {shown ? 'Shown as it was before the problem that blocks.' : 'Begins once nothing blocks any more.'}
        </Text>
      )}
      <Answer onStep={add} />
      <Halted shown={shown} onCut={(steps) => onWish({ ...wish, steps: wish.steps.slice(0, steps) })} />
      <Group justify="space-between" wrap="nowrap" align="center">
        <Where shown={shown} scriptId={scriptId} onBlock={onBlock} />
        <Select
          size="xs"
          w={112}
          style={{ flex: 'none' }}
          aria-label="Language"
          data={languages.map((value) => ({ value, label: languageWords(value) }))}
          value={wish.language}
          allowDeselect={false}
          onChange={(language) => onWish({ ...wish, language: language ?? wish.language })}
        />
      </Group>
      <Acts wish={wish} onWish={onWish} onStep={add} />
      <WhatIf wish={wish} onWish={onWish} />
    </Stack>
  );
}

type Wishing = Pick<PreviewProps, 'wish' | 'onWish'>;

/** Back, from the start, and what happens without the person's doing. */
function Acts({ wish, onWish, onStep }: Wishing & { onStep: (step: PreviewStep) => void }) {
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="compact-sm"
        disabled={wish.steps.length === 0}
        onClick={() => onWish({ ...wish, steps: wish.steps.slice(0, -1) })}
      >
        One answer back
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        disabled={wish.steps.length === 0}
        onClick={() => onWish({ ...wish, steps: [] })}
      >
        Start over
      </Button>
      <Menu position="top-start">
        <Menu.Target>
          <Button variant="default" size="compact-sm">
            Let something happen
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {HAPPENINGS.map(({ label, step }) => (
            <Menu.Item key={label} onClick={() => onStep(step)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

/** What seldom happens, switched on. */
function WhatIf({ wish, onWish }: Wishing) {
  return (
    <Group gap={6} component="fieldset" className="what-if">
      <Text component="legend" size="sm" fw={600}>
        What if
      </Text>
      {SWITCHES.map(({ name, label }) => (
        <Chip
          key={name}
          size="xs"
          variant="light"
          checked={wish.switches[name]}
          onChange={(isOn) => onWish({ ...wish, switches: { ...wish.switches, [name]: isOn } })}
        >
          {label}
        </Chip>
      ))}
    </Group>
  );
}

function Answer({ onStep }: { onStep: (step: PreviewStep) => void }) {
  const [text, setText] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    onStep({ kind: 'text', text: text.trim() });
    setText('');
  };
  return (
    <form onSubmit={send}>
      <TextInput
        aria-label="Answer on the preview"
        placeholder="A digit, or words"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        rightSection={
          <Tooltip label="Send">
            <ActionIcon type="submit" variant="subtle" aria-label="Send">
              <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                <path
                  d="M2 8h11M9 4l4 4-4 4"
                  fill="none"
                  stroke="currentColor"
                  strokeWidth="1.8"
                  strokeLinecap="round"
                />
              </svg>
            </ActionIcon>
          </Tooltip>
        }
      />
    </form>
  );
}

function Halted({ shown, onCut }: { shown: Looked['preview']; onCut: (steps: number) => void }) {
  const halted = shown?.halted;
  if (!halted) return null;
  return (
    <Group gap="xs" role="status" className="halted" wrap="nowrap">
      <Text size="sm" style={{ flex: 1 }}>
        Stopped at answer {halted.step + 1}: {halted.why}.
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={() => onCut(halted.step)}>
        Go on from here
      </Button>
    </Group>
  );
}

function Where({
  shown,
  scriptId,
  onBlock,
}: Pick<PreviewProps, 'scriptId' | 'onBlock'> & { shown: Looked['preview'] }) {
  if (!shown) return null;
  const { at, startsIn } = shown;
  return (
    <Text size="sm" c="dimmed">
      {at === null ? (
        'Nothing is under way.'
      ) : at.script === scriptId ? (
        <>
          Stands at{' '}
          <Button variant="transparent" size="compact-sm" px={0} onClick={() => onBlock(at.block)}>
            {at.block}
          </Button>
        </>
      ) : (
        <>
          Stands in {at.script}, at {at.block}.
        </>
      )}
      {startsIn !== scriptId && ` Others call this one, so the preview begins in ${startsIn}.`}
    </Text>
  );
}
