import { Alert, Button } from '@mantine/core';

/** What could not be had, and a way to try again. */
export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <Alert color="red" variant="light" role="alert" title={error.message}>
      <Button variant="default" size="compact-md" onClick={onRetry}>
        Try again
      </Button>
    </Alert>
  );
}
