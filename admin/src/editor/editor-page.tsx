import { Anchor, Badge, Button, Group, SegmentedControl, Skeleton, Stack, Tabs } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Problem } from '../../../src/flow/index.js';
import { useCheck, useDraft, useLive, useScripts, type DraftAnswer, type ScriptSummary } from '../api/scripts.js';
import { Preview } from '../preview/preview.js';
import { PublishDialog, type Candidate } from '../publish/publish-dialog.js';
import { ScriptBadge } from '../scripts/script-badge.js';
import { Failed } from '../shell/failed.js';
import { PageTitle } from '../shell/shell.js';
import { VersionsDrawer } from '../versions/versions-drawer.js';
import { useWorkshop } from '../workshop/use-workshop.js';
import type { PreviewWish } from '../workshop/protocol.js';
import { CodeEditor, type EditorHandle } from './code-editor.js';
import './editor.css';
import { KeepingLine, KeptHere } from './keeping-line.js';
import { ProblemList, together } from './problem-list.js';
import { StaleDialog } from './stale-dialog.js';
import { useDraftKeeper } from './use-draft-keeper.js';

const NumbersTab = lazy(() => import('../numbers/numbers-tab.js').then(({ NumbersTab: tab }) => ({ default: tab })));

/** `/scripts/:id`: one script, written on the left and tried on the right. */
export function EditorPage() {
  const { id = '' } = useParams();
  const draft = useDraft(id);
  const list = useScripts();
  useDocumentTitle(`${id} · Parley`);
  if (draft.isError) return <Failed error={draft.error} onRetry={() => void draft.refetch()} />;
  if (list.isError) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  const summary = list.data?.find((one) => one.id === id);
  if (!draft.data || !summary) return <EditorSkeleton />;
  return <Workbench key={id} draft={draft.data} summary={summary} onAnew={() => draft.refetch()} />;
}

function EditorSkeleton() {
  return (
    <Stack aria-busy="true" aria-label="Loading">
      <Skeleton h={36} w={260} />
      <Skeleton h="60vh" radius="lg" />
    </Stack>
  );
}

const AS_USUAL = { timeGone: false, paymentFails: false, nothingFree: false, nobodyThere: false };

interface WorkbenchProps {
  readonly draft: DraftAnswer;
  readonly summary: ScriptSummary;
  readonly onAnew: () => Promise<{ data: DraftAnswer | undefined }>;
}

function Workbench({ draft, summary, onAnew }: WorkbenchProps) {
  const { id } = summary;
  const { keeper, view } = useDraftKeeper(draft);
  const [address, setAddress] = useSearchParams();
  const tab = address.get('tab') === 'numbers' ? 'numbers' : 'script';
  const editor = useRef<EditorHandle>(null);
  const [side, setSide] = useState<'text' | 'phone'>('text');
  const [wish, setWish] = useState<PreviewWish>(() => ({
    ...{ channel: 'sms', steps: [], switches: AS_USUAL },
    ...{ language: summary.languages[0] ?? 'en', startsAtUtc: previewStart() },
  }));
  const live = useLive();
  const { looked, isLooking } = useWorkshop({ live, scriptId: id, text: view.text, preview: wish });
  const isSaved = view.text === view.began.text;
  const served = useCheck(id, isSaved && view.began.revision > 0 ? view.text : null, false);
  const problems = useMemo(
    () => together(looked?.problems ?? [], (isSaved ? served.data?.problems : undefined) ?? []),
    [looked?.problems, served.data, isSaved],
  );
  const [isVersionsOpen, setVersionsOpen] = useAddressFlag('versions');
  const [isPublishOpen, setPublishOpen] = useAddressFlag('publish');
  const [older, setOlder] = useState<Candidate | null>(null);

  const jumpTo = useCallback(
    (line: number, column?: number) => {
      setSide('text');
      setPublishOpen(false);
      setAddress((before) => (before.delete('tab'), before), { replace: true });
      // After the text is on the screen again.
      setTimeout(() => editor.current?.jump(line, column), 0);
    },
    [setAddress, setPublishOpen],
  );
  const openPublish = useCallback(() => {
    void keeper.saveNow().then(() => setPublishOpen(true));
  }, [keeper, setPublishOpen]);

  async function begunAnew(): Promise<void> {
    const { data } = await onAnew();
    if (data) keeper.beginAnew(data);
  }

  const blocking = problems.filter(({ severity }) => severity === 'blocks').length;
  return (
    <>
      <PageTitle
        act={
          <Group gap="xs">
            <Button variant="default" onClick={() => setVersionsOpen(true)}>
              Versions
            </Button>
            <Button onClick={openPublish} disabled={view.began.revision === 0 && isSaved}>
              Publish…
            </Button>
          </Group>
        }
        below={
          <Group gap="sm" component="span">
            <KeepingLine keeping={view.keeping} version={summary.current.version} />
            <ScriptBadge badge={summary.current.badge} />
            {blocking > 0 && (
              <Badge color="red" variant="light" className="badge-blocks">
                {blocking === 1 ? '1 blocks' : `${blocking} block`}
              </Badge>
            )}
          </Group>
        }
      >
        <Anchor component={Link} to="/scripts" underline="hover" c="dimmed" fw={400}>
          Conversations
        </Anchor>{' '}
        / {id}
      </PageTitle>
      <KeptHere keeper={keeper} kept={view.kept} />
      <StaleDialog keeper={keeper} view={view} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => setAddress(next === 'numbers' ? { tab: 'numbers' } : {}, { replace: true })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="script">Script</Tabs.Tab>
          <Tabs.Tab value="numbers">Numbers</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="script">
          <div className="bench">
            <SegmentedControl
              className="bench-tabs"
              fullWidth
              aria-label="What is shown"
              data={[
                { value: 'text', label: problems.length > 0 ? `Text (${problems.length})` : 'Text' },
                { value: 'phone', label: 'Preview' },
              ]}
              value={side}
              onChange={(value) => setSide(value === 'phone' ? 'phone' : 'text')}
            />
            <div className="bench-code" data-tab={side === 'text' ? 'this' : 'other'}>
              <CodeEditor
                ref={editor}
                text={view.text}
                problems={problems}
                onChange={keeper.write}
                onSave={() => void keeper.saveNow()}
              />
              <ProblemList
                problems={problems}
                isLooking={isLooking || !looked}
                onJump={({ line, column }: Problem) => jumpTo(line, column)}
              />
            </div>
            <div className="bench-preview" data-tab={side === 'phone' ? 'this' : 'other'}>
              <Preview
                wish={wish}
                onWish={setWish}
                looked={looked}
                scriptId={id}
                onBlock={(block) => jumpTo(lineOf(view.text, block))}
              />
            </div>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="numbers">
          <Suspense fallback={<Skeleton h={240} radius="lg" />}>
            <NumbersTab summary={summary} text={view.text} onWrite={keeper.write} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      <VersionsDrawer
        summary={summary}
        draftText={view.text}
        isOpen={isVersionsOpen}
        onClose={() => setVersionsOpen(false)}
        onRollBack={(version) => {
          setVersionsOpen(false);
          setOlder({ kind: 'older', version: version.version, text: version.text });
        }}
      />
      <PublishDialog
        summary={summary}
        candidate={
          older ?? (isPublishOpen && isSaved ? { kind: 'draft', revision: view.began.revision, text: view.text } : null)
        }
        onClose={() => {
          setOlder(null);
          setPublishOpen(false);
        }}
        onJump={older ? null : ({ line, column }) => jumpTo(line, column)}
        onDone={() => void begunAnew()}
      />
    </>
  );
}

/** A dialog that has an address, so that the palette and a link can open it. */
function useAddressFlag(name: string): [boolean, (isOn: boolean) => void] {
  const [address, setAddress] = useSearchParams();
  const isOn = address.get('open') === name;
  const set = useCallback(
    (next: boolean) =>
      setAddress(
        (before) => {
          if (next) before.set('open', name);
          else if (before.get('open') === name) before.delete('open');
          return before;
        },
        { replace: true },
      ),
    [name, setAddress],
  );
  return [isOn, set];
}

function lineOf(text: string, block: string): number {
  const index = text.split('\n').findIndex((line) => line.startsWith(`  ${block}:`));
  return index + 1;
}

/** Next Monday at 10:32, wherever the reader is: the sample shop is open then. */
function previewStart(): number {
  const at = new Date();
  at.setDate(at.getDate() + ((8 - at.getDay()) % 7));
  at.setHours(10, 32, 0, 0);
  return at.getTime();
}
