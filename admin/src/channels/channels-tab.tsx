import { Group, Paper, Select, SimpleGrid, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { languageWords } from '../shell/words.js';
import type { SheetRow } from '../workshop/protocol.js';
import { useSheet } from './use-sheet.js';

const CHANNELS = [
  { id: 'sms', name: 'SMS' },
  { id: 'whatsapp', name: 'WhatsApp' },
  { id: 'telegram', name: 'Telegram' },
] as const;

/** Every text of the script as each channel prints it, at its longest values: what fits nowhere is seen here first. */
export function ChannelsTab({ scriptId, text }: { scriptId: string; text: string }) {
  const rows = useSheet(scriptId, text);
  const languages = [...new Set(rows?.map(({ language }) => language))];
  const [chosen, setChosen] = useState<string | null>(null);
  const [isReshapedOnly, setReshapedOnly] = useState(false);
  const language = chosen ?? languages[0] ?? 'en';
  if (rows === undefined) return <Skeleton h={240} radius="lg" aria-label="Loading" />;
  if (rows === null)
    return <Text c="dimmed">This draft cannot be read yet. The problems beside the script say why.</Text>;
  const shown = blocksOf(rows.filter((row) => row.language === language)).filter(
    ({ texts }) => !isReshapedOnly || texts.some((one) => one.some(({ reshaped }) => reshaped.length > 0)),
  );
  return (
    <Stack gap="lg">
      <Group align="end">
        <Select
          label="Language"
          data={languages.map((code) => ({ value: code, label: languageWords(code) }))}
          value={language}
          onChange={setChosen}
          allowDeselect={false}
        />
        <Switch
          mb={8}
          label="Only what a channel had to reshape"
          checked={isReshapedOnly}
          onChange={({ currentTarget }) => setReshapedOnly(currentTarget.checked)}
        />
      </Group>
      <Text c="dimmed" size="sm">
        Names, times and prices are as long as they may get. Web chat shows the same with chips and fits anything.
      </Text>
      {shown.length === 0 && <Text>Every text fits every channel as it is.</Text>}
      {shown.map(({ block, texts }) => (
        <section key={block} aria-labelledby={`sheet-${block}`}>
          <Title id={`sheet-${block}`} order={2} size="h4" mb="xs">
            {block}
          </Title>
          <Stack gap="sm">
            {texts.map((prints) => (
              <SimpleGrid key={prints[0]?.place} cols={{ base: 1, md: 3 }} spacing="sm">
                {CHANNELS.map(({ id, name }) => {
                  const print = prints.find(({ channel }) => channel === id);
                  return print ? <Print key={id} name={name} row={print} /> : null;
                })}
              </SimpleGrid>
            ))}
          </Stack>
        </section>
      ))}
    </Stack>
  );
}

function Print({ name, row }: { name: string; row: SheetRow }) {
  const { line, place, language, reshaped } = row;
  const size = line.sms
    ? `, ${line.sms.characters} characters, ${line.sms.parts === 1 ? '1 part' : `${line.sms.parts} parts`}`
    : '';
  const choices = line.dress === 'text' ? [] : line.choices;
  return (
    <Paper withBorder p="sm" radius="md">
      <Text size="sm" c="dimmed" mb={4}>
        {name}, {place}
        {size}
      </Text>
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} lang={language} dir="auto">
        {line.text}
      </Text>
      {choices.length > 0 && (
        <Text size="sm" mt={6} lang={language} dir="auto">
          {line.dress === 'list' ? 'List: ' : 'Buttons: '}
          {choices.map(({ words }) => words).join(' · ')}
        </Text>
      )}
      {reshaped.length > 0 && (
        <Text size="sm" mt={6} fs="italic">
          Reshaped to fit: {reshaped.join(', ')}
        </Text>
      )}
    </Paper>
  );
}

interface BlockSheet {
  readonly block: string;
  /** One entry a text, with its prints by channel. */
  readonly texts: readonly (readonly SheetRow[])[];
}

function blocksOf(rows: readonly SheetRow[]): BlockSheet[] {
  return grouped(rows, ({ block }) => block).map((prints) => ({
    block: prints[0]?.block ?? '',
    texts: grouped(prints, ({ place }) => place),
  }));
}

/** In the order in which each group begins. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string): (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}
