import { Alert, Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useKeyActs, type PanelKey, type ShownKey } from '../api/programs.js';
import { SCOPES } from './scopes.js';

const NAME_MAX = 60;

interface NewKeyProps {
  readonly shopId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMade: (made: ShownKey) => void;
}

/** What a key is for and what it may do: the two things that cannot be changed afterwards. */
export function NewKey({ isOpen, onClose, ...rest }: NewKeyProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="A key for a program" closeButtonProps={{ 'aria-label': 'Close' }}>
      {isOpen && <Form onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Form({ shopId, onClose, onMade }: Omit<NewKeyProps, 'isOpen'>) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<PanelKey['scope']>('read');
  const { create } = useKeyActs(shopId);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), scope },
      {
        onSuccess: (made) => {
          onClose();
          onMade(made);
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          required
          label="What is it for?"
          placeholder="Till in the shop"
          maxLength={NAME_MAX}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Radio.Group
          label="What may it do?"
          value={scope}
          onChange={(value) => setScope(SCOPES.find((one) => one.scope === value)?.scope ?? 'read')}
        >
          <Stack gap="xs" mt="xs">
            {SCOPES.map(({ scope: value, label, about }) => (
              <Radio key={value} value={value} label={label} description={about} />
            ))}
          </Stack>
        </Radio.Group>
        {create.isError && <Alert color="red" variant="light" role="alert" title={create.error.message} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
