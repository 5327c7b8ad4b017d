import type { ReactNode } from 'react';
import classes from './choice-list.module.css';

type Choice = { id: string; name: string; detail: string; aside?: ReactNode };

/** One of several, each with a line that explains it. Native radio buttons, so that arrows and screen readers work as everywhere. */
export function ChoiceList({
  label,
  name,
  choices,
  value,
  onPick,
}: {
  label: string;
  name: string;
  choices: readonly Choice[];
  value: string | undefined;
  onPick: (id: string) => void;
}) {
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className={classes.choice}>
          <input
            type="radio"
            name={name}
            value={choice.id}
            checked={choice.id === value}
            onChange={() => onPick(choice.id)}
            className={classes.radio}
          />
          <span className={classes.words}>
            <span className={classes.name}>{choice.name}</span>
            {choice.aside && <span className={`${classes.aside} tabular`}>{choice.aside}</span>}
            <span className={classes.detail}>{choice.detail}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
