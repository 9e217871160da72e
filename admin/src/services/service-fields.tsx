import { Autocomplete, Checkbox, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { minorDigitsOf } from '../../../src/messaging/format.js';
import type { ServicesAnswer } from '../api/services.js';
import { Figure } from '../shell/figure.js';
import { languageWords } from '../shell/words.js';
import type { ServiceForm } from './service-form.js';
import type { Form } from './use-service-form.js';

const PAY = [
  { value: 'after', label: 'At the shop' },
  { value: 'before', label: 'All of it before' },
  { value: 'deposit', label: 'A deposit before' },
];
const REPEATS = [
  { value: 'weekly', label: 'Every week' },
  { value: 'fortnightly', label: 'Every two weeks' },
  { value: 'monthly', label: 'Every month' },
  { value: 'quarterly', label: 'Every three months' },
  { value: 'yearly', label: 'Every year' },
];

const PAPERS = [
  { value: 'aadhaar', label: 'Identity card (Aadhaar)' },
  { value: 'registration', label: 'Registration of the vehicle' },
];

/** What it is and who does it, in every language customers are written to in. */
export function WhatFields({
  form,
  answer: { shop, languages, people, services },
}: {
  form: Form;
  answer: ServicesAnswer;
}) {
  const categories = [...new Set(services.flatMap(({ category }) => (category === null ? [] : [category])))];
  const own = languages.length > 0 ? ` in ${languageWords(shop.language)}` : '';
  return (
    <fieldset>
      <legend>What it is</legend>
      <Stack gap="sm">
        <TextInput label={`Name${own}`} maxLength={60} required {...form.text('name')} />
        <div className="panel-pair">
          {languages.map((language) => (
            <TextInput
              key={language}
              label={`Name in ${languageWords(language)}`}
              maxLength={60}
              lang={language}
              dir="auto"
              {...form.spoken('names', language)}
            />
          ))}
        </div>
        <Textarea
          label={`More about it${own}`}
          description="A sentence or two: at most 160 characters, so that it fits a text message."
          autosize
          minRows={2}
          {...form.text('about')}
        />
        {languages.map((language) => (
          <Textarea
            key={language}
            label={`More about it in ${languageWords(language)}`}
            autosize
            minRows={1}
            lang={language}
            dir="auto"
            {...form.spoken('aboutNames', language)}
          />
        ))}
        <div className="panel-pair">
          <Autocomplete label="Category" maxLength={40} data={categories} {...form.text('category')} />
          <TextInput
            label="Picture"
            description="The https address of a JPEG or PNG, or one of ours: /pictures/…"
            inputMode="url"
            {...form.text('photo')}
          />
        </div>
        <Checkbox.Group
          label="Who does it"
          value={[...form.values.personIds]}
          onChange={(ids) => form.set('personIds', ids)}
          error={form.errors['personIds']}
        >
          <div className="panel-pair" style={{ marginTop: 8 }}>
            {people.map(({ id, name, active }) => (
              <Checkbox key={id} value={id} label={active ? name : `${name} (away for good)`} />
            ))}
          </div>
        </Checkbox.Group>
        {people.length === 0 && (
          <Text size="sm" c="dimmed">
            Nobody works here yet.
          </Text>
        )}
      </Stack>
    </fieldset>
  );
}

/** How long it takes, what it costs and when it is paid, in the shop's own currency. */
export function PriceFields({ form, currency }: { form: Form; currency: string }) {
  const money = {
    min: 0,
    decimalScale: minorDigitsOf(currency),
    fixedDecimalScale: true,
    suffix: ` ${currency}`,
    hideControls: true,
  } as const;
  return (
    <fieldset>
      <legend>Time and price</legend>
      <Stack gap="sm">
        <div className="panel-pair">
          <Figure label="Minutes" min={5} max={1440} required {...form.number('durationMin')} />
          <Figure label="Price" required {...money} {...form.number('price')} />
          <Select
            label="Paid"
            data={PAY}
            allowDeselect={false}
            value={form.values.pay}
            // Chosen from the list above.
            onChange={(pay) => form.set('pay', (pay ?? 'after') as ServiceForm['pay'])}
          />
          {form.values.pay === 'deposit' && <Figure label="Deposit" {...money} {...form.number('deposit')} />}
          <Figure
            label="An hour more costs"
            description="Empty: what the shop charges."
            {...money}
            {...form.number('hourly')}
          />
          <Figure
            label="Likely hours of work"
            description="Empty: the minutes above."
            min={0.25}
            step={0.25}
            decimalScale={2}
            {...form.number('estimatedHours')}
          />
          <Select
            label="Customers usually come again"
            placeholder="Not asked"
            clearable
            data={REPEATS}
            value={form.values.repeat || null}
            onChange={(repeat) => form.set('repeat', repeat ?? '')}
            error={form.errors['repeat']}
          />
        </div>
      </Stack>
    </fieldset>
  );
}

/** CAT-05: what may be booked, how far ahead and how much of it. */
export function BookingFields({ form }: { form: Form }) {
  return (
    <fieldset>
      <legend>Booking rules</legend>
      <Stack gap="sm">
        <Switch
          label="Offered at all"
          description="Off: it is nowhere to be seen. What is booked stays."
          {...form.flag('active')}
        />
        <Switch
          label="Can be booked by customers"
          description="Off: only you put it into the diary."
          {...form.flag('bookable')}
        />
        <Select
          label="Paper to check first"
          description="Asked for before it is booked: its number, or a photo you look at."
          placeholder="None"
          clearable
          data={PAPERS}
          value={form.values.proof || null}
          onChange={(proof) => form.set('proof', proof ?? '')}
          error={form.errors['proof']}
        />
        <div className="panel-pair">
          <Figure label="Days ahead" min={1} max={365} {...form.number('horizonDays')} />
          <Figure label="Hours of notice" min={0} decimalScale={2} {...form.number('noticeHours')} />
          <Figure label="Bookings a day" description="Empty: as many as fit." min={1} {...form.number('dailyCap')} />
          <Figure label="Minutes free around it" description="Empty: 15." min={0} {...form.number('bufferMin')} />
          <Figure label="Places" description="More than 1: a class or a group." min={1} {...form.number('capacity')} />
        </div>
      </Stack>
    </fieldset>
  );
}
