import { Alert, Button, Group, Select, Skeleton, Stack, Textarea, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useRef } from 'react';
import { ApiProblem, wrongFieldsIn } from '../api/client.js';
import { newActId } from '../api/services.js';
import { useRereadShop, useSaveShop, useShop, type ShopAnswer } from '../api/shop.js';
import { Failed } from '../shell/failed.js';
import { Figure } from '../shell/figure.js';
import { NotSaved, showWrongIn } from '../shell/form-drawer.js';
import '../shell/form.css';
import { PictureField } from '../shell/picture-field.js';
import { PageTitle } from '../shell/shell.js';
import { ShopChoice, useShopChoice } from '../shell/shop-choice.js';
import { useFields, type FormErrors } from '../shell/use-fields.js';
import { languageWords } from '../shell/words.js';
import { formOf, missingIn, settingsFrom, type ShopForm } from './shop-form.js';

const ACCEPTANCE = [
  { value: 'operator', label: 'Waits for your yes' },
  { value: 'instant', label: 'Is accepted at once' },
];

/** What a shop says of itself, and how it takes bookings. */
export function ShopPage() {
  useDocumentTitle('Shop · Parley');
  const choice = useShopChoice();
  const { shops, shopId } = choice;
  const shop = useShop(shopId);
  const failed = [shops, shop].find(({ isError }) => isError);
  return (
    <>
      <PageTitle below="What customers see when they open the shop in a chat.">Shop</PageTitle>
      <Stack gap="lg" maw={720}>
        <ShopChoice {...choice} />
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : shop.data ? (
          <ShopFields key={`${shop.data.shop.id} ${shop.data.version}`} answer={shop.data} />
        ) : (
          <Skeleton h={320} radius="md" aria-label="Loading" />
        )}
      </Stack>
    </>
  );
}

function ShopFields({ answer }: { answer: ShopAnswer }) {
  const { shop, version, languages, settings } = answer;
  const save = useSaveShop(shop.id, (saved) => void notifications.show({ message: `${saved.shop.name} is saved` }));
  const reread = useRereadShop(shop.id);
  const actId = useRef(newActId());
  const element = useRef<HTMLFormElement>(null);
  const form = useFields(formOf(settings));

  /** Shown beside their fields, and the first of them is gone to. */
  function complain(errors: FormErrors): void {
    form.setErrors(errors);
    showWrongIn(element.current);
  }

  function submit(): void {
    const missing = missingIn(form.values);
    if (Object.keys(missing).length > 0) return complain(missing);
    save.mutate(
      { seenVersion: version, settings: settingsFrom(form.values), actId: actId.current },
      {
        onError(error) {
          // What is sent next is another act.
          actId.current = newActId();
          complain(Object.fromEntries(wrongFieldsIn(error).map(({ field, message }) => [field, message])));
        },
      },
    );
  }

  const isStale = save.error instanceof ApiProblem && save.error.code === 'catalogue.changed';
  return (
    <form
      className="panel-form panel-page"
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="xl">
        <CardFields form={form} language={shop.language} languages={languages} />
        <fieldset>
          <legend>Bookings</legend>
          <div className="panel-pair">
            <Select
              label="A booking"
              data={ACCEPTANCE}
              allowDeselect={false}
              value={form.values.acceptance}
              // Chosen from the list above.
              onChange={(value) => form.set('acceptance', (value ?? 'operator') as ShopForm['acceptance'])}
            />
            <Figure
              label="Free to drop until"
              description="So many hours before. What is booked keeps what it was promised."
              min={0}
              suffix=" hours before"
              decimalScale={2}
              {...form.number('cancelFreeHours')}
            />
          </div>
        </fieldset>
      </Stack>
      <div className="panel-save">
        {isStale && save.error ? (
          <Alert color="red" variant="light" role="alert" mb="sm" title={save.error.message}>
            <Button variant="default" size="compact-md" onClick={() => void reread()}>
              Show it as it is now
            </Button>
          </Alert>
        ) : (
          save.error && <NotSaved error={save.error} />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty}>
            Save
          </Button>
        </Group>
      </div>
    </form>
  );
}

interface CardFieldsProps {
  readonly form: ReturnType<typeof useFields<ShopForm>>;
  readonly language: string;
  readonly languages: readonly string[];
}

/** What stands on the shop's card, in every language customers are written to in. */
function CardFields({ form, language: own, languages }: CardFieldsProps) {
  const inOwn = languages.length > 0 ? ` in ${languageWords(own)}` : '';
  return (
    <fieldset>
      <legend>What customers see</legend>
      <Stack gap="sm">
        <div className="panel-pair">
          <TextInput label="Name" maxLength={80} required {...form.text('name')} />
          <TextInput
            label="Phone"
            description="As it is dialled where you are."
            inputMode="tel"
            {...form.text('phone')}
          />
        </div>
        <TextInput label={`Address${inOwn}`} maxLength={120} required {...form.text('place')} />
        <div className="panel-pair">
          {languages.map((language) => (
            <TextInput
              key={language}
              label={`Address in ${languageWords(language)}`}
              maxLength={120}
              lang={language}
              dir="auto"
              {...form.spoken('placeNames', language)}
            />
          ))}
        </div>
        <PictureField {...form.text('photo')} />
        <Textarea
          label={`Opening words${inOwn}`}
          description="Said first in a new chat on WhatsApp, Telegram and the web, never by SMS. Empty: nothing more than your name."
          maxLength={200}
          autosize
          minRows={2}
          {...form.text('welcome')}
        />
        {languages.map((language) => (
          <Textarea
            key={language}
            label={`Opening words in ${languageWords(language)}`}
            maxLength={200}
            autosize
            minRows={1}
            lang={language}
            dir="auto"
            {...form.spoken('welcomeNames', language)}
          />
        ))}
      </Stack>
    </fieldset>
  );
}
