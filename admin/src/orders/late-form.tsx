import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';

interface LateFormProps {
  readonly isBusy: boolean;
  readonly onSend: (why: string) => void;
  readonly onClose: () => void;
}

/** The customer reads why. */
export function LateForm({ isBusy, onSend, onClose }: LateFormProps) {
  const [why, setWhy] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (why.trim() !== '') onSend(why.trim());
      }}
    >
      <TextInput
        label="Why is it late?"
        description="The customer is told so, in these words."
        placeholder="The parcel is not here yet"
        maxLength={60}
        data-autofocus
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      <Group mt="sm" justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={isBusy} disabled={why.trim() === ''}>
          Tell the customer
        </Button>
      </Group>
    </form>
  );
}
