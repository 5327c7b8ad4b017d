/**
 * The kit's CSS variables as a constructed style sheet. The kit would write them into a style element; the content policy
 * (`style-src 'self'`) refuses those, while constructed sheets are allowed.
 */
import {
  convertCssVariables,
  DEFAULT_THEME,
  deepMerge,
  defaultCssVariablesResolver,
  mergeMantineTheme,
  type MantineThemeOverride,
  type CSSVariablesResolver,
} from '@mantine/core';

export function adoptThemeVariables(override: MantineThemeOverride, resolve: CSSVariablesResolver): void {
  const theme = mergeMantineTheme(DEFAULT_THEME, override);
  const css = convertCssVariables(deepMerge(defaultCssVariablesResolver(theme), resolve(theme)));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
