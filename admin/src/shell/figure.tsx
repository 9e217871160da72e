import { NumberInput, type NumberInputProps } from '@mantine/core';

/** What was typed stays as it was typed: a number out of range is spoken of, not changed. */
export function Figure(props: NumberInputProps) {
  return <NumberInput clampBehavior="none" allowNegative={false} {...props} />;
}
