import type { ShopFacts } from '../library.js';
import type { Names } from '../protocol.js';
import { hours, LONDON } from './sample-terms.js';
import { WALKIN } from './sample-walkin.js';
import { WORKSHOP } from './sample-workshop.js';

/**
 * The demo businesses as data, for playing chats where there is no database. `tests/publishing/sample-shops.test.ts` holds
 * them against the rows a fresh start is seeded with.
 */
export interface SampleShop {
  readonly id: string;
  readonly facts: ShopFacts;
  readonly services: readonly SampleService[];
  readonly people: readonly SamplePerson[];
  readonly areas: readonly SampleArea[];
  /** What stands on its card. */
  readonly phone?: string;
  readonly photo?: string;
  /** Kept free on both sides of a visit. */
  readonly bufferMin: number;
  /** What Saturday and Sunday cost more. */
  readonly weekendBasisPoints?: number;
  /** How much of what was paid goes back after a late drop, in percent; nothing when absent. */
  readonly lateRefundPercent?: number;
  /** What is sold beside the services, and how many there are; null is endless. */
  readonly products?: readonly SampleProduct[];
  /** What codes take off. */
  readonly codes?: Readonly<Record<string, number>>;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
}

export interface SampleService extends Named {
  readonly durationMin: number;
  readonly priceMinor: number;
  readonly pay: 'before' | 'after';
  readonly addOns?: readonly SampleAddOn[];
  /** The notice of an emergency, where it can be had sooner than usual. */
  readonly soonMin?: number;
  /** What its detail view says, by language; how long the work is likely to take, where that is not its own time. */
  readonly about?: Names;
  readonly photo?: string;
  readonly estimateMin?: number;
  /** How many can come at one time; one customer when absent. */
  readonly places?: number;
}

export interface SampleProduct extends Named {
  readonly priceMinor: number;
  readonly left: number | null;
  readonly photo?: string;
  readonly downloadUrl?: string;
}

export interface SampleAddOn extends Named {
  readonly priceMinor: number;
  readonly durationMin?: number;
}

export interface SamplePerson extends Named {
  /** Ids of services. */
  readonly does: readonly string[];
  /** Monday is 1; closed on Sundays everywhere. */
  readonly lastDay: 5 | 6;
  readonly fromMin: number;
  readonly toMin: number;
  /** When their half hour of rest begins; null where they have none. */
  readonly lunchMin: number | null;
}

export interface SampleArea extends Named {
  /** Beginnings of postcodes. */
  readonly postcodes: readonly string[];
}

const SALON_HOURS = { lastDay: 6, fromMin: 9 * 60, toMin: 17 * 60 + 30 } as const;

const SALON: SampleShop = {
  id: 'willow',
  codes: { FIRST10: 1_000 },
  facts: { name: 'Willow Salon', place: '12 Mill Lane', script: 'salon', ...LONDON },
  bufferMin: 0,
  areas: [],
  services: [
    {
      id: 'haircut',
      name: 'Haircut',
      names: { es: 'Corte de pelo', ar: 'قص شعر' },
      durationMin: 30,
      priceMinor: 2_500,
      pay: 'after',
    },
    {
      id: 'colour',
      name: 'Colour',
      names: { es: 'Tinte', ar: 'صبغة شعر' },
      durationMin: 90,
      priceMinor: 8_000,
      pay: 'before',
    },
    {
      id: 'shave',
      name: 'Shave',
      names: { es: 'Afeitado', ar: 'حلاقة ذقن' },
      durationMin: 20,
      priceMinor: 1_500,
      pay: 'after',
      soonMin: 15,
    },
  ],
  people: [
    { id: 'asha', name: 'Asha', does: ['haircut', 'colour'], lunchMin: 750, ...SALON_HOURS },
    { id: 'ben', name: 'Ben', does: ['haircut', 'shave'], lunchMin: 780, ...SALON_HOURS },
    { id: 'chloe', name: 'Chloe', does: ['haircut', 'colour', 'shave'], lunchMin: 810, ...SALON_HOURS },
  ],
};

const ROOMS = ['small', 'medium', 'large'];
const CLEANING: SampleShop = {
  id: 'cleaning',
  weekendBasisPoints: 1_500,
  facts: {
    name: 'Sparrow Cleaning',
    place: 'at your home',
    placeNames: { es: 'en su casa', ar: 'في منزلك' },
    script: 'cleaning',
    ...LONDON,
  },
  bufferMin: 30,
  areas: [
    { id: 'islington', name: 'Islington', names: { ar: 'إزلنغتون' }, postcodes: ['N1'] },
    { id: 'highbury', name: 'Highbury', names: { ar: 'هايبري' }, postcodes: ['N5'] },
    { id: 'holloway', name: 'Holloway', names: { ar: 'هولواي' }, postcodes: ['N7', 'N19 5'] },
  ],
  services: [
    {
      id: 'small',
      name: '1 or 2 rooms',
      names: { es: '1 o 2 habitaciones', ar: 'غرفة أو غرفتان' },
      durationMin: 120,
      priceMinor: 4_800,
      pay: 'before',
    },
    {
      id: 'medium',
      name: '3 or 4 rooms',
      names: { es: '3 o 4 habitaciones', ar: '3 أو 4 غرف' },
      durationMin: 180,
      priceMinor: 7_200,
      pay: 'before',
    },
    {
      id: 'large',
      name: '5 rooms or more',
      names: { es: '5 habitaciones o más', ar: '5 غرف أو أكثر' },
      durationMin: 240,
      priceMinor: 9_600,
      pay: 'before',
    },
  ],
  people: [
    { id: 'dora', name: 'Dora', does: ROOMS, ...hours(8, 18, 6) },
    { id: 'emil', name: 'Emil', does: ROOMS, ...hours(9, 17, 5) },
  ],
};

const ACCOUNTING: SampleShop = {
  id: 'accounting',
  facts: { name: 'Quill Accounts', place: '4 Market Place', script: 'accounting', ...LONDON },
  bufferMin: 30,
  lateRefundPercent: 50,
  areas: [],
  services: [
    {
      id: 'tax',
      name: 'Tax return',
      names: { es: 'Declaración de la renta', ar: 'إقرار ضريبي' },
      durationMin: 60,
      priceMinor: 12_000,
      pay: 'before',
      addOns: [
        {
          id: 'rush',
          name: 'Done within 2 days',
          names: { es: 'Lista en 2 días', ar: 'إنجاز خلال يومين' },
          priceMinor: 4_000,
        },
        {
          id: 'receipts',
          name: 'Sorting of receipts',
          names: { es: 'Ordenar los recibos', ar: 'ترتيب الإيصالات' },
          priceMinor: 3_000,
          durationMin: 30,
        },
        {
          id: 'letter',
          name: 'Letter to the bank',
          names: { es: 'Carta al banco', ar: 'رسالة إلى البنك' },
          priceMinor: 2_500,
        },
      ],
    },
    {
      id: 'books',
      name: 'Bookkeeping, a month',
      names: { es: 'Contabilidad, un mes', ar: 'مسك الدفاتر لشهر' },
      durationMin: 90,
      priceMinor: 9_000,
      pay: 'before',
      addOns: [
        {
          id: 'payroll',
          name: 'Payroll',
          names: { es: 'Nóminas', ar: 'كشف الرواتب' },
          priceMinor: 5_000,
          durationMin: 30,
        },
      ],
    },
    {
      id: 'advice',
      name: 'Advice',
      names: { es: 'Asesoría', ar: 'استشارة' },
      durationMin: 30,
      priceMinor: 4_500,
      pay: 'before',
    },
  ],
  people: [
    { id: 'grace', name: 'Grace', does: ['tax', 'books', 'advice'], ...hours(9, 17, 5) },
    { id: 'hugo', name: 'Hugo', does: ['tax', 'advice'], ...hours(10, 18, 5) },
  ],
};

const PETS: SampleShop = {
  id: 'pets',
  facts: { name: 'Fern Pets', place: '5 Fern Lane', script: 'shop', ...LONDON },
  bufferMin: 30,
  areas: [],
  services: [
    {
      id: 'bath',
      name: 'Dog bath',
      names: { es: 'Baño para perros', ar: 'استحمام الكلب' },
      durationMin: 45,
      priceMinor: 3_000,
      pay: 'after',
    },
    {
      id: 'nails',
      name: 'Nail trim',
      names: { es: 'Corte de uñas', ar: 'قص الأظافر' },
      durationMin: 20,
      priceMinor: 1_200,
      pay: 'after',
    },
  ],
  products: [
    {
      id: 'shampoo',
      name: 'Dog shampoo',
      names: { es: 'Champú para perros', ar: 'شامبو للكلاب' },
      photo: '/pictures/shampoo.jpg',
      priceMinor: 900,
      left: 40,
    },
    {
      id: 'brush',
      name: 'Soft brush',
      names: { es: 'Cepillo suave', ar: 'فرشاة ناعمة' },
      photo: '/pictures/brush.jpg',
      priceMinor: 1_250,
      left: 3,
    },
    {
      id: 'guide',
      name: 'Puppy guide',
      names: { es: 'Guía del cachorro', ar: 'دليل الجرو' },
      photo: '/pictures/puppy-guide.jpg',
      priceMinor: 500,
      left: null,
      downloadUrl: 'https://fernpets.example/puppy-guide.pdf',
    },
  ],
  people: [{ id: 'lena', name: 'Lena', does: ['bath', 'nails'], ...hours(9, 17, 6) }],
};

export const SAMPLE_SHOPS: readonly SampleShop[] = [SALON, CLEANING, ACCOUNTING, WORKSHOP, WALKIN, PETS];

/** The shop that most recorded chats are played at. */
export const SAMPLE_SALON = SALON;
/** The same, as the engine is told of it. */
export const SAMPLE_SHOP: ShopFacts = SALON.facts;

/** The demo business of that script; the salon for one that none of them books with. */
export function sampleShopOf(script: string): SampleShop {
  return SAMPLE_SHOPS.find(({ facts }) => facts.script === script) ?? SALON;
}
