import { SegmentedControl, Stack, Switch, TextInput } from '@mantine/core';
import { minorDigitsOf } from '../../../src/messaging/format.js';
import type { ProductsAnswer } from '../api/products.js';
import { Figure } from '../shell/figure.js';
import { PictureField } from '../shell/picture-field.js';
import type { useFields } from '../shell/use-fields.js';
import { languageWords } from '../shell/words.js';
import type { ProductForm } from './product-form.js';

const KINDS = [
  { value: 'physical', label: 'Collected or sent' },
  { value: 'digital', label: 'Downloaded' },
];

type Form = ReturnType<typeof useFields<ProductForm>>;

/** What it is, in every language customers are written to in, and what it costs. */
export function ProductFields({ form, answer: { shop, languages } }: { form: Form; answer: ProductsAnswer }) {
  const own = languages.length > 0 ? ` in ${languageWords(shop.language)}` : '';
  const isDigital = form.values.kind === 'digital';
  return (
    <>
      <fieldset>
        <legend>What it is</legend>
        <Stack gap="sm">
          <TextInput label={`Name${own}`} maxLength={40} required {...form.text('name')} />
          <div className="panel-pair">
            {languages.map((language) => (
              <TextInput
                key={language}
                label={`Name in ${languageWords(language)}`}
                maxLength={40}
                lang={language}
                dir="auto"
                {...form.spoken('names', language)}
              />
            ))}
          </div>
          <PictureField {...form.text('photoUrl')} />
          <div>
            <SegmentedControl
              aria-label="How it is handed over"
              data={KINDS}
              value={form.values.kind}
              // Chosen from the list above.
              onChange={(kind) => form.set('kind', kind as ProductForm['kind'])}
            />
          </div>
          {isDigital && (
            <TextInput
              label="Where it is downloaded"
              description="An https address, given to whoever has paid."
              inputMode="url"
              {...form.text('downloadUrl')}
            />
          )}
        </Stack>
      </fieldset>
      <fieldset>
        <legend>Price and stock</legend>
        <Stack gap="sm">
          <Switch
            label="For sale"
            description="Off: it is nowhere to be seen. What was bought stays."
            {...form.flag('active')}
          />
          <div className="panel-pair">
            <Figure
              label="Price"
              required
              min={0}
              decimalScale={minorDigitsOf(shop.currency)}
              fixedDecimalScale
              suffix={` ${shop.currency}`}
              hideControls
              {...form.number('price')}
            />
            <Figure
              label="In stock"
              description="Empty: as many as are wanted."
              min={0}
              decimalScale={0}
              {...form.number('left')}
            />
            <Figure
              label="Days until it is ready"
              description="0: at once."
              min={0}
              max={90}
              decimalScale={0}
              {...form.number('readyDays')}
            />
          </div>
        </Stack>
      </fieldset>
    </>
  );
}
