import { Alert, Button, Drawer, Group, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useRef } from 'react';
import { newActId, useSaveService, wrongFieldsIn, type ManagedService, type ServicesAnswer } from '../api/services.js';
import { BookingFields, PriceFields, WhatFields } from './service-fields.js';
import { fieldOf, formOf, idFrom, settingsFrom } from './service-form.js';
import { missingIn, useServiceForm, type FormErrors } from './use-service-form.js';
import { WeekFields } from './week-fields.js';

interface ServiceDrawerProps {
  readonly answer: ServicesAnswer;
  /** Null for a new one. */
  readonly service: ManagedService | null;
  readonly onClose: () => void;
}

/** One service with all its settings. It closes when it is saved; what is typed is never thrown away unasked. */
export function ServiceDrawer({ answer, service, onClose }: ServiceDrawerProps) {
  const { shop, services } = answer;
  const save = useSaveService(shop.id);
  const actId = useRef(newActId());
  const element = useRef<HTMLFormElement>(null);
  const form = useServiceForm(service ? formOf(service, shop.currency) : undefined);

  function close(): void {
    if (!form.isDirty) return onClose();
    modals.openConfirmModal({
      title: 'Leave it without saving?',
      labels: { confirm: 'Leave it', cancel: 'Go on writing' },
      onConfirm: onClose,
    });
  }

  /** Shown beside their fields, and the first of them is gone to. */
  function complain(errors: FormErrors): void {
    form.setErrors(errors);
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  function submit(): void {
    const { values } = form;
    const missing = missingIn(values);
    if (Object.keys(missing).length > 0) return complain(missing);
    const taken = services.map(({ id }) => id);
    const saving = {
      id: service?.id ?? idFrom(values.name, taken),
      seenVersion: service?.version ?? null,
      settings: settingsFrom(values, service, shop.currency),
      actId: actId.current,
    };
    save.mutate(saving, {
      onSuccess(saved) {
        notifications.show({ message: `${saved.name} is saved` });
        onClose();
      },
      onError(error) {
        // What is sent next is another act.
        actId.current = newActId();
        complain(Object.fromEntries(wrongFieldsIn(error).map(({ field, message }) => [fieldOf(field), message])));
      },
    });
  }

  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="min(640px, 100vw)"
      title={service ? service.name : 'A new service'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // What has the focus is never behind the bar at the bottom.
      styles={{ content: { scrollPaddingBottom: 88 } }}
    >
      <form
        className="service-form"
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="xl">
          <WhatFields form={form} answer={answer} />
          <PriceFields form={form} currency={shop.currency} />
          <BookingFields form={form} />
          <WeekFields form={form} />
        </Stack>
        <div className="service-save">
          {save.isError && (
            <Alert color="red" variant="light" role="alert" mb="sm" title={save.error.message}>
              What you wrote is still here.
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Close
            </Button>
            <Button type="submit" loading={save.isPending}>
              {service ? 'Save' : 'Add it'}
            </Button>
          </Group>
        </div>
      </form>
    </Drawer>
  );
}
