import { Image, TextInput } from '@mantine/core';

interface PictureFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** The address of a picture, and the picture itself where it is one of ours: the page loads nothing from elsewhere. */
export function PictureField({ value, onChange, error }: PictureFieldProps) {
  const address = value.trim();
  return (
    <div>
      <TextInput
        label="Picture"
        description="The https address of a JPEG or PNG, or one of ours: /pictures/…"
        inputMode="url"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        error={error}
      />
      {isOurs(address) && <Image src={address} alt="" mt="xs" radius="md" h={120} w="auto" maw="100%" fit="contain" />}
    </div>
  );
}

export function isOurs(address: string): boolean {
  return /^\/pictures\/[\w-]+\.(?:jpe?g|png)$/.test(address);
}
