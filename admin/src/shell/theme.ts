import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Around #2563eb. Shade 7 is the first that carries white text at 4.5:1. */
const parley: MantineColorsTuple = [
  '#eff5ff',
  '#dbe8fe',
  '#bfd6fe',
  '#93bbfd',
  '#609afa',
  '#3b7cf6',
  '#2563eb',
  '#1d4fd8',
  '#1e43af',
  '#1e3a8a',
];

/** Night over slate instead of Mantine's grey: the seventh is the page, the sixth what stands on it. */
const night: MantineColorsTuple = [
  '#d8dee8',
  '#b6bfcd',
  '#8f9bad',
  '#6b778a',
  '#3d4859',
  '#2c3647',
  '#1d2634',
  '#111824',
  '#0d131d',
  '#090e16',
];

export const theme = createTheme({
  primaryColor: 'parley',
  primaryShade: { light: 7, dark: 7 },
  colors: { parley, dark: night },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 8,
  radius: { md: '8px', lg: '12px' },
  black: '#0f172a',
  headings: { fontWeight: '600' },
  components: {
    Anchor: { defaultProps: { underline: 'always' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
});
