import { london, open, rules, type Trade } from './demo-trade.js';

/** A bike workshop: repairs by appointment, and a class of an evening for several people (AV-13). */
export const WORKSHOP: Trade = {
  shop: {
    id: 'workshop',
    name: 'Spoke Workshop',
    place: '9 Canal Row',
    script: 'workshop',
    profile: 'workshop',
    ...london,
  },
  services: [
    {
      id: 'repair',
      name: 'Repair',
      names: { es: 'Reparación', ar: 'إصلاح' },
      category: 'Repairs',
      about:
        'We look at the bike with you, say what it needs and what that costs, and mend it while you wait if we can.',
      aboutNames: {
        es: 'Miramos la bici con usted, le decimos qué necesita y cuánto cuesta, y si se puede la arreglamos al momento.',
        ar: 'نفحص الدراجة معك ونخبرك بالكلفة، ونصلحها فورا إن أمكن.',
      },
      estimatedHours: 2,
      photo: '/pictures/repair.jpg',
      durationMin: 60,
      priceMinor: 4000,
      order: 1,
      ...rules,
    },
    {
      id: 'check',
      name: 'Full check',
      names: { es: 'Revisión completa', ar: 'فحص شامل' },
      category: 'Repairs',
      about: 'Brakes, gears, wheels and lights are checked and set, the chain is oiled. Once a year keeps a bike safe.',
      aboutNames: {
        es: 'Frenos, cambios, ruedas y luces revisados y ajustados, cadena engrasada. Una vez al año basta.',
        ar: 'نفحص المكابح والعجلات والأضواء ونزيت السلسلة. مرة كل سنة.',
      },
      repeat: 'yearly',
      durationMin: 90,
      priceMinor: 6500,
      order: 2,
      ...rules,
    },
    {
      id: 'puncture',
      name: 'Puncture',
      names: { es: 'Pinchazo', ar: 'إصلاح ثقب' },
      category: 'Repairs',
      about: 'A new tube is fitted while you wait. The tyre is extra if it is worn through.',
      aboutNames: {
        es: 'Ponemos una cámara nueva al momento. La cubierta se cobra aparte si está gastada.',
        ar: 'نركب أنبوبا جديدا وأنت تنتظر. الإطار البالي بسعر إضافي.',
      },
      durationMin: 30,
      priceMinor: 1500,
      order: 3,
      emergency: true,
      emergencyNoticeMin: 15,
      ...rules,
    },
    {
      id: 'class',
      name: 'Bike care class',
      names: { es: 'Curso de reparación', ar: 'درس صيانة الدراجة' },
      category: 'Classes',
      about:
        'An evening with tools in your hands: punctures, brakes and gears, for six people at most. Bring your own bike or use ours.',
      aboutNames: {
        es: 'Una tarde con herramientas: pinchazos, frenos y cambios, seis personas como mucho. Traiga su bici o use una nuestra.',
        ar: 'أمسية عملية لستة أشخاص: الثقوب والمكابح والتروس.',
      },
      durationMin: 90,
      priceMinor: 2000,
      order: 4,
      capacity: 6,
      photo: '/pictures/class.jpg',
      ...rules,
    },
  ],
  people: [
    { id: 'ivo', name: 'Ivo', order: 1, serviceIds: ['repair', 'check', 'puncture'], weeklyHours: open(8, 17, 6) },
    { id: 'june', name: 'June', order: 2, serviceIds: ['repair', 'puncture'], weeklyHours: open(10, 18, 6) },
    { id: 'kit', name: 'Kit', order: 3, serviceIds: ['class'], weeklyHours: open(18, 19.5, 5) },
  ],
};
