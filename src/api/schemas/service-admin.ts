import { z } from 'zod';
import { serviceSettingsSchema, settingsOf, type Service, type Snapshot } from '../../catalogue/index.js';
import { answers, catalogueIdSchema, inputs } from './common.js';

const MOST_SERVICES = 200;
const versionSchema = z.int().min(0).max(1_000_000_000);
const settings = serviceSettingsSchema.shape;

export const newServiceSchema = z
  .strictObject({ id: catalogueIdSchema, ...settings })
  .register(inputs, { id: 'NewService' });

export const changeServiceSchema = z
  .strictObject({
    seenVersion: versionSchema.describe('`version` as it was read: with another one nothing is changed.'),
    ...settings,
  })
  .register(inputs, { id: 'ChangeService' });

export const seenVersionSchema = z.strictObject({ seenVersion: versionSchema }).register(inputs, { id: 'SeenVersion' });

export const serviceOrderSchema = z
  .strictObject({ serviceIds: z.array(catalogueIdSchema).max(MOST_SERVICES) })
  .describe('Every service of the shop, each once.')
  .register(inputs, { id: 'ServiceOrder' });

export const managedServiceSchema = z
  .object({ id: z.string(), order: z.int(), version: z.int(), ...settings })
  .register(answers, { id: 'ManagedService' });

export const managedServicesSchema = z
  .object({ currency: z.string(), items: z.array(managedServiceSchema) })
  .register(answers, { id: 'ManagedServices' });

export function presentManaged(
  service: Service,
  snapshot: Pick<Snapshot, 'people'>,
  personIds: readonly string[] = settingsOf(service, snapshot).personIds,
): z.input<typeof managedServiceSchema> {
  const { id, order, version } = service;
  return { id, order, version, ...settingsOf(service, snapshot), personIds: [...personIds] };
}

export function presentManagedList({ shop, services, people }: Snapshot): z.input<typeof managedServicesSchema> {
  return { currency: shop.currency, items: services.map((one) => presentManaged(one, { people })) };
}
