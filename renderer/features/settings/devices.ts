/** The microphones and speakers of this machine. Their names are known only after the microphone was allowed once. */
import { useCallback, useEffect, useState } from 'react';

type MicrophonePermission = 'granted' | 'prompt' | 'denied' | 'unavailable';
export type Device = { id: string; name: string };
type Devices = { microphones: Device[]; speakers: Device[]; permission: MicrophonePermission };

/** Entries of the browser that only stand for another one of the list. */
const STAND_INS: readonly string[] = ['', 'default', 'communications'];

/** Devices of one kind that can be chosen. The system's default is not among them. */
export function choicesOf(all: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[], kind: MediaDeviceKind): Device[] {
  return all.filter((one) => one.kind === kind && !STAND_INS.includes(one.deviceId)).map((one) => ({ id: one.deviceId, name: one.label }));
}

async function readPermission(): Promise<MicrophonePermission> {
  if (!navigator.mediaDevices) return 'unavailable';
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state;
  } catch {
    return 'prompt';
  }
}

const NONE: Devices = { microphones: [], speakers: [], permission: 'prompt' };

export function useDevices() {
  const [devices, setDevices] = useState<Devices>(NONE);
  const [error, setError] = useState<unknown>();
  const read = useCallback(async () => {
    const permission = await readPermission();
    const all = permission === 'unavailable' ? [] : await navigator.mediaDevices.enumerateDevices();
    setDevices({ microphones: choicesOf(all, 'audioinput'), speakers: choicesOf(all, 'audiooutput'), permission });
  }, []);
  useEffect(() => {
    const { mediaDevices } = navigator;
    const changed = () => void read();
    changed();
    mediaDevices?.addEventListener('devicechange', changed);
    return () => mediaDevices?.removeEventListener('devicechange', changed);
  }, [read]);
  /** Asks for the microphone, and lets it go again at once. */
  const allow = async () => {
    setError(undefined);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
    } catch (reason) {
      setError(reason);
    }
    await read();
  };
  return { ...devices, error, allow };
}
