import {
  Alert,
  Button,
  Center,
  Code,
  Divider,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSignIn } from '../api/session.js';

export function SignInPage({ isDemo, isEmpty }: { isDemo: boolean; isEmpty: boolean }) {
  const signIn = useSignIn();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (email.includes('@') ? null : 'Please give your e-mail address'),
      password: (password) => (password === '' ? 'Please give your password' : null),
    },
  });

  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder shadow="sm" radius="lg" p="xl" w="100%" maw={400}>
        <Stack gap="lg">
          <div>
            <Title order={1} size="h3">
              Parley
            </Title>
            <Text c="dimmed">Sign in to the panel</Text>
          </div>
          {isDemo && (
            <>
              <Button variant="filled" size="md" loading={signIn.isPending} onClick={() => signIn.mutate('demo')}>
                Look around as Maria, the demo owner
              </Button>
              <Divider label="or with your own account" />
            </>
          )}
          <form onSubmit={form.onSubmit((given) => signIn.mutate(given))} noValidate>
            <Stack>
              {signIn.error && (
                <Alert color="red" variant="light" role="alert" title={signIn.error.message}>
                  Nothing was changed.
                </Alert>
              )}
              <TextInput
                label="E-mail"
                type="email"
                autoComplete="username"
                key={form.key('email')}
                {...form.getInputProps('email')}
              />
              <PasswordInput
                label="Password"
                autoComplete="current-password"
                key={form.key('password')}
                {...form.getInputProps('password')}
              />
              <Button type="submit" variant={isDemo ? 'default' : 'filled'} loading={signIn.isPending}>
                Sign in
              </Button>
            </Stack>
          </form>
          {isEmpty && (
            <Text size="sm" c="dimmed">
              There is no account yet. Make the first one where Parley runs:
              <Code block mt="xs" tabIndex={0}>
                npm run admin -- create you@example.com &quot;Your Name&quot;
              </Code>
            </Text>
          )}
        </Stack>
      </Paper>
    </Center>
  );
}
