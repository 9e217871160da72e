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

export const theme = createTheme({
  primaryColor: 'parley',
  primaryShade: { light: 7, dark: 7 },
  colors: { parley },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 8,
  radius: { md: '8px', lg: '12px' },
  black: '#0f172a',
  headings: { fontWeight: '600' },
  components: {
    Anchor: { defaultProps: { underline: 'always' } },
  },
});
