import { useState } from 'react';
import { usePersonas } from '../../client/queries.ts';

const FIRST_CHOICE = ['friendly', 'hurried', 'sceptical'];

export type RehearsalChoice = ReturnType<typeof useRehearsalChoice>;

/** Whom to rehearse with and how: kept by the page, whose panes come and go with the width of the window. */
export function useRehearsalChoice() {
  const personas = usePersonas();
  const [chosen, setChosen] = useState<readonly string[]>(FIRST_CHOICE.filter((id) => personas.some((one) => one.id === id)));
  const [seed, setSeed] = useState(1);
  const [speed, setSpeed] = useState(20);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  return { personas, chosen, setChosen, seed, setSeed, speed, setSpeed, values, setValues };
}
