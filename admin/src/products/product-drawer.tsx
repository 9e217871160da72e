import { notifications } from '@mantine/notifications';
import { useRef } from 'react';
import { wrongFieldsIn } from '../api/client.js';
import { useSaveProduct, type ManagedProduct, type ProductsAnswer } from '../api/products.js';
import { newActId } from '../api/services.js';
import { FormDrawer, type FormHandle } from '../shell/form-drawer.js';
import { idFrom, useFields, type FormErrors } from '../shell/use-fields.js';
import { ProductFields } from './product-fields.js';
import { fieldOf, formOf, missingIn, NEW_PRODUCT, settingsFrom, stockFrom } from './product-form.js';

interface ProductDrawerProps {
  readonly answer: ProductsAnswer;
  /** Null for a new one. */
  readonly product: ManagedProduct | null;
  readonly onClose: () => void;
}

/** One product with all its settings and its stock. It closes when it is saved. */
export function ProductDrawer({ answer, product, onClose }: ProductDrawerProps) {
  const { shop, products } = answer;
  const save = useSaveProduct(shop.id);
  const actId = useRef(newActId());
  const handle = useRef<FormHandle>(null);
  const begin = product ? formOf(product, shop.currency) : NEW_PRODUCT;
  const form = useFields(begin);

  /** Shown beside their fields, and the first of them is gone to. */
  function complain(errors: FormErrors): void {
    form.setErrors(errors);
    handle.current?.showWrong();
  }

  function submit(): void {
    const { values } = form;
    const missing = missingIn(values);
    if (Object.keys(missing).length > 0) return complain(missing);
    const taken = products.map(({ id }) => id);
    const saving = {
      id: product?.id ?? idFrom(values.name, taken, 'product'),
      seenVersion: product?.version ?? null,
      settings: settingsFrom(values, shop.currency),
      ...stockFrom(values, begin, product),
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
      title={product ? product.name : 'A new product'}
      act={product ? 'Save' : 'Add it'}
      isDirty={form.isDirty}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
      handle={handle}
    >
      <ProductFields form={form} answer={answer} />
    </FormDrawer>
  );
}
