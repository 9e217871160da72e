import { Modal, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useScripts } from '../api/scripts.js';
import './palette.css';

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  readonly to: string;
}

/** Ctrl-K: every place of the panel by its name. Arrows choose, Enter goes. */
export function Palette({ isOpen, onOpen }: { isOpen: boolean; onOpen: (isOpen: boolean) => void }) {
  // Also while writing: the editor does not use this key.
  useHotkeys([['mod+K', () => onOpen(!isOpen)]], [], true);
  return (
    <Modal
      opened={isOpen}
      onClose={() => onOpen(false)}
      withCloseButton={false}
      title={<span className="unseen">Go to</span>}
      padding="xs"
      size="min(560px, 96vw)"
      yOffset="12vh"
      classNames={{ header: 'palette-head' }}
    >
      {isOpen && <Choose onDone={() => onOpen(false)} />}
    </Modal>
  );
}

function Choose({ onDone }: { onDone: () => void }) {
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const entries = useEntries();
  const found = useMemo(() => find(entries, wanted), [entries, wanted]);
  useEffect(() => setChosen(0), [wanted]);

  const go = (entry: Entry | undefined): void => {
    if (!entry) return;
    onDone();
    void navigate(entry.to);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % found.length);
    }
    if (event.key === 'Enter') go(found[chosen]);
  };
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] ? `palette-${found[chosen].id}` : undefined}
        aria-label="Go to"
        placeholder="A conversation, publish, versions…"
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        onKeyDown={onKey}
      />
      <div id="palette-list" role="listbox" aria-label="Places" className="palette-list">
        {found.map((entry, index) => (
          <UnstyledButton
            key={entry.id}
            id={`palette-${entry.id}`}
            role="option"
            aria-selected={index === chosen}
            tabIndex={-1}
            className="palette-entry"
            ref={(element: HTMLElement | null) => {
              if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => go(entry)}
          >
            {entry.label}
            <Text component="span" size="sm" c="dimmed">
              {entry.about}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      {found.length === 0 && (
        <Text size="sm" c="dimmed" p="xs" role="status">
          Nothing has that name.
        </Text>
      )}
    </>
  );
}

function useEntries(): readonly Entry[] {
  const { data: scripts } = useScripts();
  const { pathname } = useLocation();
  return useMemo(() => {
    const here = /^\/scripts\/([^/]+)/.exec(pathname)?.[1];
    const list = scripts ?? [];
    const actsOf = (id: string): Entry[] => [
      {
        id: `publish-${id}`,
        label: `Publish ${id}`,
        about: 'Checks, people inside, a note',
        to: `/scripts/${id}?open=publish`,
      },
      {
        id: `versions-${id}`,
        label: `Versions of ${id}`,
        about: 'Compare, roll back',
        to: `/scripts/${id}?open=versions`,
      },
      { id: `numbers-${id}`, label: `Numbers of ${id}`, about: 'Step by step', to: `/scripts/${id}?tab=numbers` },
    ];
    return [
      // What is open comes first: that is what one most likely means.
      ...(here === undefined ? [] : actsOf(here)),
      { id: 'all', label: 'Conversations', about: 'The list', to: '/scripts' },
      { id: 'orders', label: 'Orders', about: 'What was bought and booked', to: '/orders' },
      { id: 'services', label: 'Services', about: 'What is offered, prices, order', to: '/services' },
      { id: 'products', label: 'Products', about: 'What is sold, stock, order', to: '/products' },
      { id: 'shop', label: 'Shop', about: 'Its name, phone, address and picture', to: '/shop' },
      { id: 'programs', label: 'Programs', about: 'Keys for tills and websites', to: '/programs' },
      { id: 'proofs', label: 'Prove it', about: 'That nobody is booked twice', to: '/proofs' },
      ...list.map(({ id }) => ({ id: `script-${id}`, label: id, about: 'Open', to: `/scripts/${id}` })),
      ...list.flatMap(({ id }) => (id === here ? [] : actsOf(id))),
    ];
  }, [scripts, pathname]);
}

const SHOWN = 12;

/** All words typed occur, in any order. */
function find(entries: readonly Entry[], wanted: string): readonly Entry[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word))).slice(0, SHOWN);
}
