import './client/zod-setup.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './app/theme/tokens.css';
import { createRoot } from 'react-dom/client';
import { createClient } from '#shared/contract/client.ts';
import { App, Frame } from './app/app.tsx';
import { BootFailure } from './app/boot-failure.tsx';
import { boot } from './app/boot.ts';
import { exposeDiagnostics } from './app/diagnostics.ts';
import { adoptThemeVariables } from './app/theme/adopt-variables.ts';
import { resolveVariables, theme } from './app/theme/theme.ts';
import { connectTransport, type Transport } from './client/transport.ts';
import { DoorPage } from './features/sign-in/door-page.tsx';
import { isDoorAddress } from './features/sign-in/door-view.ts';
import { findDoor } from './features/sign-in/find-door.ts';

adoptThemeVariables(theme, resolveVariables);

const place = document.getElementById('root');
if (!place) throw new Error('The page has no root element.');
const root = createRoot(place);

const fail = (error: unknown) =>
  root.render(
    <Frame>
      <BootFailure error={error} />
    </Frame>,
  );

/** Opens the console, or first the door that is closed. */
async function start(transport: Transport): Promise<void> {
  const door = await findDoor(createClient(transport.fetch));
  if (door !== 'open') {
    root.render(
      <Frame>
        <DoorPage key={door} door={door} transport={transport} onDone={() => enter(door, transport)} />
      </Frame>,
    );
    return;
  }
  const shared = await boot(transport);
  exposeDiagnostics(shared);
  root.render(
    <Frame>
      <App shared={shared} />
    </Frame>,
  );
}

/** Whoever signed in gets a fresh window: nothing of another person's is left in it. */
function enter(door: 'sign_in' | 'first_start', transport: Transport): void {
  if (isDoorAddress(location.hash)) history.replaceState(null, '', '#/');
  if (door === 'sign_in') return location.reload();
  void start(transport).catch(fail);
}

await connectTransport().then(start).catch(fail);
