import { AppShell, Burger, Button, Group, Kbd, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { NavLink as RouterLink, Outlet, useSearchParams } from 'react-router';
import { useSignOut, type SignedIn } from '../api/session.js';
import { Palette } from '../palette/palette.js';

/** The rail's entries, in the order of a day's work. */
const PAGES = [
  { to: '/scripts', label: 'Conversations' },
  { to: '/orders', label: 'Orders' },
  { to: '/services', label: 'Services' },
  { to: '/products', label: 'Products' },
  { to: '/shop', label: 'Shop' },
  { to: '/programs', label: 'Programs' },
  { to: '/proofs', label: 'Prove it' },
] as const;

/** The frame around every page: rail on the left, the page beside it; a menu button on narrow screens. */
export function Shell({ signedIn }: { signedIn: SignedIn }) {
  const [isOpen, { toggle, close }] = useDisclosure();
  const [search] = useSearchParams();
  const shop = search.get('shop');
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const signOut = useSignOut();
  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      {/* Dialogs bring a header of their own, and a page has room for one. */}
      <AppShell.Header hiddenFrom="sm" px="md" component="div" role="navigation" aria-label="Menu">
        <Group h="100%">
          <Burger opened={isOpen} onClick={toggle} size="sm" aria-label="Menu" />
          <Text fw={600}>Parley</Text>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" component="nav" aria-label="Pages">
        <Stack justify="space-between" h="100%">
          <div>
            <Text fw={600} mb="md" visibleFrom="sm">
              Parley
            </Text>
            {PAGES.map(({ to, label }) => (
              <NavLink
                key={to}
                component={RouterLink}
                // Whoever works on one shop goes on with it on the next page.
                to={shop === null ? to : `${to}?${new URLSearchParams({ shop }).toString()}`}
                label={label}
                className="rail-link"
                style={{ borderRadius: 8 }}
                onClick={close}
              />
            ))}
            {signedIn.isDemo && (
              <NavLink
                component="a"
                href="/simulator"
                label="Phones"
                className="rail-link"
                style={{ borderRadius: 8 }}
              />
            )}
            <Button
              variant="default"
              size="compact-md"
              fullWidth
              mt="md"
              justify="space-between"
              rightSection={<Kbd size="xs">Ctrl K</Kbd>}
              onClick={() => {
                close();
                setPaletteOpen(true);
              }}
            >
              Go to
            </Button>
          </div>
          <div>
            <Text size="sm" truncate title={signedIn.administrator.email}>
              {signedIn.administrator.name}
            </Text>
            <Button variant="subtle" size="compact-sm" px={0} onClick={() => signOut.mutate()}>
              Sign out
            </Button>
          </div>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main>
        <Outlet />
        <Palette isOpen={isPaletteOpen} onOpen={setPaletteOpen} />
      </AppShell.Main>
    </AppShell>
  );
}

/** A page's title with its one main act at the right. */
export function PageTitle({ children, act, below }: { children: ReactNode; act?: ReactNode; below?: ReactNode }) {
  return (
    <Stack gap={4} mb="lg">
      <Group justify="space-between" align="center">
        <Text component="h1" size="xl" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {children}
        </Text>
        {act}
      </Group>
      {below && (
        <Text c="dimmed" component="div">
          {below}
        </Text>
      )}
    </Stack>
  );
}
