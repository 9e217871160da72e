import { Skeleton, Tabs } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import type { DraftAnswer, ScriptSummary } from '../api/scripts.js';
import { PublishDialog, type Candidate } from '../publish/publish-dialog.js';
import { VersionsDrawer } from '../versions/versions-drawer.js';
import type { EditorHandle } from './code-editor.js';
import './editor.css';
import { KeptHere } from './keeping-line.js';
import { ScriptTab, type Side } from './script-tab.js';
import { StaleDialog } from './stale-dialog.js';
import { useAddress } from './use-address.js';
import { useDiscardDraft } from './use-discard-draft.js';
import { useDraftKeeper } from './use-draft-keeper.js';
import { useLook } from './use-look.js';
import { WorkbenchTitle } from './workbench-title.js';

const ChannelsTab = lazy(() =>
  import('../channels/channels-tab.js').then(({ ChannelsTab: tab }) => ({ default: tab })),
);
const NumbersTab = lazy(() => import('../numbers/numbers-tab.js').then(({ NumbersTab: tab }) => ({ default: tab })));

interface WorkbenchProps {
  readonly draft: DraftAnswer;
  readonly summary: ScriptSummary;
  readonly onAnew: () => Promise<{ data: DraftAnswer | undefined }>;
}

/** One script being worked on, and the dialogs about it. */
export function Workbench({ draft, summary, onAnew }: WorkbenchProps) {
  const { id } = summary;
  const { keeper, view } = useDraftKeeper(draft);
  const { tab, dialog, go } = useAddress();
  const look = useLook(summary, view);
  const editor = useRef<EditorHandle>(null);
  const [side, setSide] = useState<Side>('text');
  const [older, setOlder] = useState<Candidate | null>(null);
  const discard = useDiscardDraft(id, keeper, beginAnew);
  const { text, began } = view;
  const isSaved = text === began.text;
  const saved: Candidate | null = isSaved ? { kind: 'draft', revision: began.revision, text } : null;

  /** Words typed meanwhile stay: they are the next draft. */
  async function beginAnew(): Promise<void> {
    const { data } = await onAnew();
    const now = keeper.view();
    if (data && now.text === now.began.text) keeper.beginAnew(data);
  }

  function jump(line: number, column?: number): void {
    setSide('text');
    go({});
    // After the text is on the screen again.
    setTimeout(() => editor.current?.jump(line, column), 0);
  }

  return (
    <>
      <WorkbenchTitle
        {...{ summary, view, discard }}
        problems={look.problems}
        onVersions={() => go({ dialog: 'versions' })}
        onPublish={() => void keeper.saveNow().then(() => go({ dialog: 'publish' }))}
      />
      <KeptHere keeper={keeper} kept={view.kept} />
      <StaleDialog keeper={keeper} view={view} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => go(next === 'numbers' || next === 'channels' ? { tab: next } : {})}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="script">Script</Tabs.Tab>
          <Tabs.Tab value="channels">Channels</Tabs.Tab>
          <Tabs.Tab value="numbers">Numbers</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="script">
          <ScriptTab {...{ id, text, keeper, look, editor, side }} onSide={setSide} onJump={jump} />
        </Tabs.Panel>
        <Tabs.Panel value="channels">
          <Suspense fallback={<Skeleton h={240} radius="lg" />}>
            <ChannelsTab scriptId={id} text={text} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="numbers">
          <Suspense fallback={<Skeleton h={240} radius="lg" />}>
            <NumbersTab summary={summary} text={text} onWrite={keeper.write} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      <VersionsDrawer
        summary={summary}
        draftText={text}
        isOpen={dialog === 'versions'}
        onClose={() => go({})}
        onRollBack={(version) => {
          go({});
          setOlder({ kind: 'older', version: version.version, text: version.text });
        }}
      />
      <PublishDialog
        summary={summary}
        candidate={older ?? (dialog === 'publish' ? saved : null)}
        onClose={() => {
          setOlder(null);
          go({});
        }}
        onJump={older ? null : ({ line, column }) => jump(line, column)}
        onDone={() => void beginAnew()}
      />
    </>
  );
}
