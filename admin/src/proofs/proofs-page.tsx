import { Alert, Button, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useProofs, useProve, type PanelProof } from '../api/programs.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { ShopChoice, useShopChoice } from '../shell/shop-choice.js';
import { whenWords } from '../shell/words.js';
import { proofWords } from './proof-words.js';
import '../scripts/list-page.css';

/** For whoever doubts that nobody is booked twice. */
export function ProofsPage() {
  useDocumentTitle('Prove it · Parley');
  const choice = useShopChoice();
  const { shops, shopId } = choice;
  const proofs = useProofs(shopId);
  const failed = [shops, proofs].find(({ isError }) => isError);
  return (
    <>
      <PageTitle below="Is anybody ever booked twice? Let a crowd try, on a copy of your calendar that is gone afterwards.">
        Prove it
      </PageTitle>
      <Stack gap="lg">
        <ShopChoice {...choice} />
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : proofs.data && shopId !== null ? (
          <Prove key={shopId} shopId={shopId} proofs={proofs.data} />
        ) : (
          <Skeleton h={120} radius="md" aria-label="Loading" />
        )}
      </Stack>
    </>
  );
}

function Prove({ shopId, proofs }: { shopId: string; proofs: readonly PanelProof[] }) {
  const prove = useProve(shopId);
  const [latest] = proofs.filter(({ kind }) => kind === 'crowd');
  const isRunning = latest?.state === 'running';
  return (
    <>
      <div>
        <Button size="md" loading={prove.isPending || isRunning} onClick={() => prove.mutate()}>
          Let 500 people try at once
        </Button>
      </div>
      <div role="status" aria-live="polite">
        {prove.isError ? (
          <Alert color="red" variant="light" title={prove.error.message} />
        ) : (
          latest && <Result proof={latest} />
        )}
      </div>
      {proofs.length > 0 && <History proofs={proofs} />}
    </>
  );
}

const COLOURS: Readonly<Record<PanelProof['state'], string>> = {
  running: 'blue',
  good: 'green',
  bad: 'red',
  nothingFree: 'yellow',
  failed: 'red',
};

function Result({ proof }: { proof: PanelProof }) {
  const { title, text } = proofWords(proof);
  return (
    // Mantine's green stays below 4.5:1 on its own paper: the frame has the colour, the words have ours.
    <Alert
      color={COLOURS[proof.state]}
      variant="light"
      title={title}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      {text}
    </Alert>
  );
}

/** Proofs, and the look at the real calendar that is taken once a day. */
function History({ proofs }: { proofs: readonly PanelProof[] }) {
  return (
    <section aria-labelledby="earlier">
      <Title id="earlier" order={2} size="h4" mb="xs">
        Earlier
      </Title>
      <Table className="scripts" aria-label="Earlier" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="20%">When</Table.Th>
            <Table.Th w="30%">What</Table.Th>
            <Table.Th>Result</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {proofs.map((proof) => (
            <Table.Tr key={proof.id}>
              <Table.Td data-label="When">
                <Text size="sm">{whenWords(proof.startedAtUtc)}</Text>
              </Table.Td>
              <Table.Td data-label="What">
                <Text size="sm">{proof.kind === 'crowd' ? 'A crowd on a copy' : 'Daily look at the calendar'}</Text>
              </Table.Td>
              <Table.Td data-label="Result">
                <Text size="sm">{proofWords(proof).title}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
