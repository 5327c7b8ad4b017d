import './client/zod-setup.ts';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/theme/tokens.css';
import { createRoot } from 'react-dom/client';
import { App, Frame } from './app/app.tsx';
import { BootFailure } from './app/boot-failure.tsx';
import { boot } from './app/boot.ts';
import { exposeDiagnostics } from './app/diagnostics.ts';
import { adoptThemeVariables } from './app/theme/adopt-variables.ts';
import { resolveVariables, theme } from './app/theme/theme.ts';

adoptThemeVariables(theme, resolveVariables);

const place = document.getElementById('root');
if (!place) throw new Error('The page has no root element.');
const root = createRoot(place);

try {
  const shared = await boot();
  exposeDiagnostics(shared);
  root.render(
    <Frame>
      <App shared={shared} />
    </Frame>,
  );
} catch (error) {
  root.render(
    <Frame>
      <BootFailure error={error} />
    </Frame>,
  );
}
