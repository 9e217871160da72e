import type { SampleShop } from './sample-shops.js';
import { hours, LONDON } from './sample-terms.js';

/** The demo barber without appointments: its queues, and the card it shows of itself. */
export const WALKIN: SampleShop = {
  id: 'walkin',
  facts: { name: 'Corner Chair', place: '21 High Street', script: 'walkin', ...LONDON },
  phone: '020 7946 0958',
  photo: '/pictures/corner-chair.jpg',
  bufferMin: 30,
  areas: [],
  services: [
    {
      id: 'cut',
      name: 'Cut',
      names: { es: 'Corte', ar: 'قصة شعر' },
      durationMin: 25,
      priceMinor: 1_800,
      pay: 'after',
    },
  ],
  people: [
    { id: 'asha', name: 'Asha', does: ['cut'], ...hours(8, 20, 6) },
    { id: 'ben', name: 'Ben', does: ['cut'], ...hours(8, 20, 6) },
  ],
};
