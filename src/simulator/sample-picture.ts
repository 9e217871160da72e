/** What the phones on the page send when somebody presses *Send a photo*: a drawing of a red bicycle, 120 by 90. */
export const SAMPLE_PICTURE = {
  name: 'bike.png',
  type: 'image/png',
  content: Buffer.from(
    [
      'iVBORw0KGgoAAAANSUhEUgAAAHgAAABaCAMAAABE3mLdAAAADFBMVEXb6v4PFyrL1eG5HBx90ozCAAABc0lEQVR42u2W4XLEIAiE',
      'Ed7/na/TNA0oqBC9dHrsz6y7X0g0E4BUKpVKpVKpVCr18SKuBL8Dvn8uw07wWvgDL7nev63+H5joGXKv/Cnw1olHh2kX+ejVy2kz',
      '2Dqu9Osto5XmA6G0M4tEJsi8xCdVRuYWz9ykHrpwDfi8le9FRd7vCq4FvriF7pLrFOfWz5pxxbIAWYkck6gj/2yoIyMsN1rlSjDV',
      'A9db0CgKcPnl9rmfZvUaXGRlsSznYLItL1nnkrCuuWpuc8rnyTaXedXHhGWaz8s9MLRgko/C/CubBfcGrkfWuOGR9R0N6sinsw2s',
      'ufyfQGYWgakLBh1M98FT/5QrwMUDtjOBkxwAwxAcO05jN5L5ODA2+lqGtnTXnwFni+W5M38NXOyO4jMsC/bW2wZ4FpfBA/VkwNFS',
      'hnvXkemAy8S1eAZma0ZYbwb6LVKIM+S5DDhaEP1kDIBlD85qMgMTTejXOAP4kBKc4AQnOMEJNvUC10cgfxnbtAoAAAAASUVORK5C',
      'YII=',
    ].join(''),
    'base64',
  ),
} as const;

/** Where the phones on the page stand when somebody presses *Send my place*: a corner of the demo town. */
export const SAMPLE_PLACE = { latitude: 51.5352, longitude: -0.1031 } as const;
