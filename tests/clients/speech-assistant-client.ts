/** A front end's client as the Speech Assistant document describes it: axios, a token in `localStorage`, hooks over it. */
import axios, { isAxiosError } from 'axios';
import { useEffect, useState } from 'react';

export const BASE_URL = 'http://localhost:5050';

export const client = axios.create({ baseURL: BASE_URL, headers: { 'Content-Type': 'application/json' }, timeout: 10_000 });

client.interceptors.request.use((config) => {
  const token = localStorage.getItem('token');
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
});

export type User = { id: number | string; email: string; is_active: boolean };
export type ScenarioFields = { persona: string; prompt: string; voice_type: string; temperature: number };
export type ScenarioRow = ScenarioFields & { id: number; scenario_id: string; created_at: string };

export function useAuth() {
  const [user, setUser] = useState<User | null>(null);
  const [isAuthenticated, setAuthenticated] = useState(false);

  async function login(email: string, password: string) {
    const { data } = await client.post<{ access_token: string; user: User }>('/auth/login', { email, password });
    localStorage.setItem('token', data.access_token);
    setUser(data.user);
    setAuthenticated(true);
    return data;
  }

  function logout() {
    localStorage.removeItem('token');
    setUser(null);
    setAuthenticated(false);
  }

  useEffect(() => {
    if (!localStorage.getItem('token')) return;
    client
      .get<User>('/users/me')
      .then(({ data }) => {
        setUser(data);
        setAuthenticated(true);
      })
      .catch(() => localStorage.removeItem('token'));
  }, []);

  return { user, isAuthenticated, login, logout };
}

export function useScenarios() {
  const [scenarios, setScenarios] = useState<ScenarioRow[]>([]);
  const [loading, setLoading] = useState(true);

  async function refreshScenarios() {
    try {
      setScenarios((await client.get<ScenarioRow[]>('/custom-scenarios')).data);
    } finally {
      setLoading(false);
    }
  }

  async function createScenario(fields: ScenarioFields) {
    const { data } = await client.post<{ scenario_id: string; message: string }>('/realtime/custom-scenario', fields);
    await refreshScenarios();
    return data;
  }

  async function updateScenario(id: string, fields: ScenarioFields) {
    const { data } = await client.put<ScenarioRow>(`/custom-scenarios/${id}`, fields);
    await refreshScenarios();
    return data;
  }

  async function deleteScenario(id: string) {
    await client.delete(`/custom-scenarios/${id}`);
    await refreshScenarios();
  }

  useEffect(() => void refreshScenarios(), []);

  return { scenarios, loading, createScenario, updateScenario, deleteScenario, refreshScenarios };
}

/** What the person is told of a failed call: the document's own rules. */
export async function told(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (!isAxiosError<{ detail?: string }>(error)) throw error;
    if (error.response?.status === 401) return 'to the sign-in';
    if (error.response?.status === 429) return 'Rate limit exceeded. Please try again later.';
    return error.response?.data.detail ?? 'An error occurred';
  }
}
