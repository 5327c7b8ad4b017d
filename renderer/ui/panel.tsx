import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

type PanelProps = {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Of its title, where one can jump to it. */
  titleId?: string;
  children: ReactNode;
};

/** A titled part of a screen, with what it is for and what can be done with all of it. */
export function Panel({ title, lead, actions, titleId, children }: PanelProps) {
  const ownId = useId();
  const id = titleId ?? ownId;
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <Title order={2} id={id} className={classes.title} tabIndex={titleId === undefined ? undefined : -1}>
            {title}
          </Title>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
