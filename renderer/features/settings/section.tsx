import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './settings.module.css';

/** A part of the settings that can be jumped to. */
export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={`settings-${id}`} className={classes.section} aria-labelledby={`settings-${id}-title`}>
      <Title order={2} id={`settings-${id}-title`} tabIndex={-1}>
        {title}
      </Title>
      {children}
    </section>
  );
}
