/** What this window has prepared for the next call, and which of its calls are still on the desk. */
import { create } from 'zustand';

type DeskState = {
  number: string;
  personaId: string | undefined;
  scenarioId: string | undefined;
  /** By scenario, then by variable. */
  variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Calls placed here that are not wrapped up yet. */
  kept: readonly string[];
  /** The call in the middle of the screen; undefined is the preparation of the next. */
  shown: string | undefined;
  setNumber(number: string): void;
  type(digits: string): void;
  erase(): void;
  pickPersona(id: string, number: string): void;
  pickScenario(id: string): void;
  setVariable(scenarioId: string, name: string, value: string): void;
  show(callId: string | undefined): void;
  placed(callId: string): void;
  dismiss(callId: string): void;
};

const MAX_TYPED = 40;

export const useDesk = create<DeskState>((set) => ({
  number: '',
  personaId: undefined,
  scenarioId: undefined,
  variables: {},
  kept: [],
  shown: undefined,
  setNumber: (number) => set({ number: number.slice(0, MAX_TYPED), personaId: undefined }),
  type: (digits) => set(({ number }) => ({ number: (number + digits).slice(0, MAX_TYPED), personaId: undefined })),
  erase: () => set(({ number }) => ({ number: number.slice(0, -1), personaId: undefined })),
  pickPersona: (personaId, number) => set({ personaId, number }),
  pickScenario: (scenarioId) => set({ scenarioId }),
  setVariable: (scenarioId, name, value) =>
    set(({ variables }) => ({ variables: { ...variables, [scenarioId]: { ...variables[scenarioId], [name]: value } } })),
  show: (shown) => set({ shown }),
  placed: (callId) => set(({ kept }) => ({ kept: [...kept.filter((id) => id !== callId), callId], shown: callId })),
  dismiss: (callId) => set(({ kept, shown }) => ({ kept: kept.filter((id) => id !== callId), shown: shown === callId ? undefined : shown })),
}));
