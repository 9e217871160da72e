import { z } from 'zod';
import { catalogueId, serviceSchema } from './catalogue.model.js';

/** All that can be set of a service (CAT-05, CAT-06), and who does it. Its order is changed for all services at once. */
export const serviceSettingsSchema = z
  .strictObject({ ...serviceSchema.shape, personIds: z.array(catalogueId).max(200).default([]) })
  .omit({ id: true, order: true, version: true });

export type ServiceSettings = z.output<typeof serviceSettingsSchema>;
export type ServiceSettingsInput = z.input<typeof serviceSettingsSchema>;
