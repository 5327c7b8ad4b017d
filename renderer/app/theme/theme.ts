/** The look: one accent, neutral greys, colour only for states. */
import { createTheme, Menu, Modal, Popover, Tooltip, type CSSVariablesResolver } from '@mantine/core';

export const MOTION_MS = 120;

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  fontFamily: 'Inter, "Segoe UI Variable", "Segoe UI", system-ui, -apple-system, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.125rem' }, h2: { fontSize: '0.9375rem' }, h3: { fontSize: '0.875rem' } } },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A dialog's head is no landmark of the page.
    // The page itself never scrolls, so nothing has to lock it; locking would inject a style element, which the content policy forbids.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        attributes: { header: { role: 'none' } },
        centered: true,
        transitionProps: { transition: 'fade', duration: MOTION_MS },
      },
    }),
    // A menu stays within the landmark of its button; nothing but its items can have the focus.
    Menu: Menu.extend({ defaultProps: { withinPortal: false, floatingStrategy: 'fixed', withInitialFocusPlaceholder: false } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { transition: 'fade', duration: MOTION_MS } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true, transitionProps: { transition: 'fade', duration: MOTION_MS } } }),
  },
});

/** Where the kit's own colours miss 4.5 : 1 on their backgrounds. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#364fc7',
  },
  dark: {
    '--mantine-color-body': '#1a1b1e',
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#91a7ff',
  },
});
