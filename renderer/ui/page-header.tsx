import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';

/** The name of a screen, and what can be done with all of it. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.header}>
      <Title order={1}>{title}</Title>
      {children}
    </div>
  );
}
