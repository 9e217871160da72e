import { notifications } from '@mantine/notifications';
import { useRef } from 'react';
import { wrongFieldsIn } from '../api/client.js';
import { newActId, useSaveService, type ManagedService, type ServicesAnswer } from '../api/services.js';
import { FormDrawer, type FormHandle } from '../shell/form-drawer.js';
import { idFrom, type FormErrors } from '../shell/use-fields.js';
import { BookingFields, PriceFields, WhatFields } from './service-fields.js';
import { fieldOf, formOf, settingsFrom } from './service-form.js';
import { missingIn, useServiceForm } from './use-service-form.js';
import { WeekFields } from './week-fields.js';

interface ServiceDrawerProps {
  readonly answer: ServicesAnswer;
  /** Null for a new one. */
  readonly service: ManagedService | null;
  readonly onClose: () => void;
}

/** One service with all its settings. It closes when it is saved. */
export function ServiceDrawer({ answer, service, onClose }: ServiceDrawerProps) {
  const { shop, services } = answer;
  const save = useSaveService(shop.id);
  const actId = useRef(newActId());
  const handle = useRef<FormHandle>(null);
  const form = useServiceForm(service ? formOf(service, shop.currency) : undefined);

  /** Shown beside their fields, and the first of them is gone to. */
  function complain(errors: FormErrors): void {
    form.setErrors(errors);
    handle.current?.showWrong();
  }

  function submit(): void {
    const { values } = form;
    const missing = missingIn(values);
    if (Object.keys(missing).length > 0) return complain(missing);
    const taken = services.map(({ id }) => id);
    const saving = {
      id: service?.id ?? idFrom(values.name, taken, 'service'),
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
    <FormDrawer
      title={service ? service.name : 'A new service'}
      act={service ? 'Save' : 'Add it'}
      isDirty={form.isDirty}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
      handle={handle}
    >
      <WhatFields form={form} answer={answer} />
      <PriceFields form={form} currency={shop.currency} />
      <BookingFields form={form} />
      <WeekFields form={form} />
    </FormDrawer>
  );
}
