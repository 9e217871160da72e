import { Alert, Button, Center, Loader, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { useSession } from './api/session.js';
import { KeysPage } from './programs/keys-page.js';
import { ProofsPage } from './proofs/proofs-page.js';
import { ListPage } from './scripts/list-page.js';
import { Shell } from './shell/shell.js';
import { SignInPage } from './sign-in/sign-in-page.js';

/** Brings the editor and the engine: most of the weight of the panel, and not needed to look at a list. */
const EditorPage = lazy(() => import('./editor/editor-page.js').then(({ EditorPage: page }) => ({ default: page })));

const ServicesPage = lazy(() =>
  import('./services/services-page.js').then(({ ServicesPage: page }) => ({ default: page })),
);
const OrdersPage = lazy(() => import('./orders/orders-page.js').then(({ OrdersPage: page }) => ({ default: page })));
const ProductsPage = lazy(() =>
  import('./products/products-page.js').then(({ ProductsPage: page }) => ({ default: page })),
);
const ShopPage = lazy(() => import('./shop/shop-page.js').then(({ ShopPage: page }) => ({ default: page })));

/** Pages that come when they are asked for. */
const LATER = [
  { path: '/scripts/:id', Page: EditorPage },
  { path: '/orders', Page: OrdersPage },
  { path: '/services', Page: ServicesPage },
  { path: '/products', Page: ProductsPage },
  { path: '/shop', Page: ShopPage },
] as const;

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
        <Route path="/scripts" element={<ListPage />} />
        {LATER.map(({ path, Page }) => (
          <Route
            key={path}
            path={path}
            element={
              <Suspense fallback={<Skeleton h="60vh" radius="lg" aria-label="Loading" />}>
                <Page />
              </Suspense>
            }
          />
        ))}
        <Route path="/programs" element={<KeysPage />} />
        <Route path="/proofs" element={<ProofsPage />} />
        <Route path="*" element={<Navigate to="/scripts" replace />} />
      </Route>
    </Routes>
  );
}
