/** The console's words. One file a feature; keys are typed by the English one. */
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.ts';

declare module 'i18next' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be extended
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: typeof en;
  }
}

export const i18n = createInstance();

await i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'app',
  resources: { en },
  interpolation: { escapeValue: false },
});
