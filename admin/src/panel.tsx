import { Alert, Button, Center, Loader } from '@mantine/core';
import { Navigate, Route, Routes } from 'react-router';
import { useSession } from './api/session.js';
import { Shell } from './shell/shell.js';
import { SignInPage } from './sign-in/sign-in-page.js';

/** Signed out: the sign-in page, whatever the address; it stays, so that signing in leads to the page asked for. */
export function Panel() {
  const session = useSession();
  if (session.isPending) {
    return (
      <Center mih="100vh" component="main">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  if (session.isError) {
    return (
      <Center mih="100vh" p="md" component="main">
        <Alert color="red" title={session.error.message} role="alert">
          <Button mt="sm" onClick={() => void session.refetch()}>
            Try again
          </Button>
        </Alert>
      </Center>
    );
  }
  if (session.data.kind === 'out') return <SignInPage {...session.data} />;
  return (
    <Routes>
      <Route element={<Shell signedIn={session.data} />}>
        <Route path="/scripts" element={<div />} />
        <Route path="*" element={<Navigate to="/scripts" replace />} />
      </Route>
    </Routes>
  );
}
