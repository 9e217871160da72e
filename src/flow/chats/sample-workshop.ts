import type { SampleShop } from './sample-shops.js';
import { hours, LONDON } from './sample-terms.js';

/** The demo workshop: repairs by appointment, and a class of an evening for several people. */
export const WORKSHOP: SampleShop = {
  id: 'workshop',
  facts: { name: 'Spoke Workshop', place: '9 Canal Row', script: 'workshop', ...LONDON },
  bufferMin: 30,
  areas: [],
  services: [
    {
      id: 'repair',
      name: 'Repair',
      names: { es: 'Reparación', ar: 'إصلاح' },
      durationMin: 60,
      priceMinor: 4_000,
      pay: 'after',
      about: {
        en: 'We look at the bike with you, say what it needs and what that costs, and mend it while you wait if we can.',
        es: 'Miramos la bici con usted, le decimos qué necesita y cuánto cuesta, y si se puede la arreglamos al momento.',
        ar: 'نفحص الدراجة معك ونخبرك بالكلفة، ونصلحها فورا إن أمكن.',
      },
      photo: '/pictures/repair.jpg',
      estimateMin: 120,
    },
    {
      id: 'check',
      name: 'Full check',
      names: { es: 'Revisión completa', ar: 'فحص شامل' },
      durationMin: 90,
      priceMinor: 6_500,
      pay: 'after',
      about: {
        en: 'Brakes, gears, wheels and lights are checked and set, the chain is oiled. Once a year keeps a bike safe.',
        es: 'Frenos, cambios, ruedas y luces revisados y ajustados, cadena engrasada. Una vez al año basta.',
        ar: 'نفحص المكابح والعجلات والأضواء ونزيت السلسلة. مرة كل سنة.',
      },
    },
    {
      id: 'puncture',
      name: 'Puncture',
      names: { es: 'Pinchazo', ar: 'إصلاح ثقب' },
      durationMin: 30,
      priceMinor: 1_500,
      pay: 'after',
      about: {
        en: 'A new tube is fitted while you wait. The tyre is extra if it is worn through.',
        es: 'Ponemos una cámara nueva al momento. La cubierta se cobra aparte si está gastada.',
        ar: 'نركب أنبوبا جديدا وأنت تنتظر. الإطار البالي بسعر إضافي.',
      },
      soonMin: 15,
    },
    {
      id: 'class',
      name: 'Bike care class',
      names: { es: 'Curso de reparación', ar: 'درس صيانة الدراجة' },
      durationMin: 90,
      priceMinor: 2_000,
      pay: 'after',
      about: {
        en: 'An evening with tools in your hands: punctures, brakes and gears, for six people at most. Bring your own bike or use ours.',
        es: 'Una tarde con herramientas: pinchazos, frenos y cambios, seis personas como mucho. Traiga su bici o use una nuestra.',
        ar: 'أمسية عملية لستة أشخاص: الثقوب والمكابح والتروس.',
      },
      photo: '/pictures/class.jpg',
      places: 6,
    },
  ],
  people: [
    { id: 'ivo', name: 'Ivo', does: ['repair', 'check', 'puncture'], ...hours(8, 17, 6) },
    { id: 'june', name: 'June', does: ['repair', 'puncture'], ...hours(10, 18, 6) },
    { id: 'kit', name: 'Kit', does: ['class'], ...hours(18, 19.5, 5) },
  ],
};
