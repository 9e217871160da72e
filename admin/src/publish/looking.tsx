import { Text } from '@mantine/core';

export function Looking() {
  return (
    <Text size="sm" c="dimmed" aria-busy="true">
      Looking…
    </Text>
  );
}
