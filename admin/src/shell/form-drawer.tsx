import { Alert, Button, Drawer, Group, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import './form.css';

export interface FormHandle {
  /** Goes to the first field that is wrong. */
  showWrong(): void;
}

interface FormDrawerProps {
  readonly title: string;
  /** What stands on the button. */
  readonly act: string;
  readonly isDirty: boolean;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly handle: Ref<FormHandle>;
  readonly children: ReactNode;
}

/** A form at the side. What is typed is never thrown away unasked. */
export function FormDrawer(props: FormDrawerProps) {
  const { title, act, isDirty, isBusy, error, onSubmit, onClose, handle, children } = props;
  const element = useRef<HTMLFormElement>(null);
  useImperativeHandle(handle, () => ({ showWrong: () => showWrongIn(element.current) }));

  function close(): void {
    if (!isDirty) return onClose();
    modals.openConfirmModal({
      title: 'Leave it without saving?',
      labels: { confirm: 'Leave it', cancel: 'Go on writing' },
      onConfirm: onClose,
    });
  }

  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="min(640px, 100vw)"
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // What has the focus is never behind the bar at the bottom.
      styles={{ content: { scrollPaddingBottom: 88 } }}
    >
      <form
        className="panel-form"
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="xl">{children}</Stack>
        <div className="panel-save">
          {error && <NotSaved error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Close
            </Button>
            <Button type="submit" loading={isBusy}>
              {act}
            </Button>
          </Group>
        </div>
      </form>
    </Drawer>
  );
}

export function NotSaved({ error }: { error: Error }) {
  return (
    <Alert color="red" variant="light" role="alert" mb="sm" title={error.message}>
      What you wrote is still here.
    </Alert>
  );
}

export function showWrongIn(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
