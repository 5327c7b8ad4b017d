import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/page-header.tsx';
import { KeyboardSection } from './keyboard-section.tsx';
import { LookSection, TranscriptSection } from './look-section.tsx';
import classes from './settings.module.css';
import { SoundSection } from './sound-section.tsx';
import { DataSection, HealthSection } from './system-section.tsx';

const SECTIONS = ['sound', 'look', 'transcript', 'keyboard', 'data', 'health'] as const;

function goTo(section: string) {
  const title = document.getElementById(`settings-${section}`);
  title?.focus({ preventScroll: true });
  title?.scrollIntoView({ block: 'start' });
}

/** Everything a person can arrange; each change counts at once and is kept. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  return (
    <>
      <PageHeader title={t('title')} />
      <div className={classes.columns}>
        <nav className={classes.nav} aria-label={t('sections')}>
          {SECTIONS.map((section) => (
            <button key={section} type="button" className={classes.navLink} onClick={() => goTo(section)}>
              {t(`${section}.title`)}
            </button>
          ))}
        </nav>
        <div className={classes.sections}>
          <SoundSection />
          <LookSection />
          <TranscriptSection />
          <KeyboardSection />
          <DataSection />
          <HealthSection />
        </div>
      </div>
    </>
  );
}
