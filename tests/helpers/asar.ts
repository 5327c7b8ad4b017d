/** Reads the table of contents of an asar archive. Source: the format's description in electron/asar. */
import { open } from 'node:fs/promises';

type Node = { files?: Record<string, Node>; unpacked?: boolean };
export type ArchivedFile = { path: string; unpacked: boolean };

export async function listAsar(file: string): Promise<ArchivedFile[]> {
  const handle = await open(file);
  try {
    // Two pickles: the size of the header, then the header: its own size, and its JSON with a length before it.
    const sizes = Buffer.alloc(16);
    await handle.read(sizes, 0, 16, 0);
    const json = Buffer.alloc(sizes.readUInt32LE(12));
    await handle.read(json, 0, json.length, 16);
    return list(JSON.parse(json.toString('utf8')) as Node, '');
  } finally {
    await handle.close();
  }
}

function list(node: Node, path: string): ArchivedFile[] {
  if (!node.files) return [{ path, unpacked: node.unpacked ?? false }];
  return Object.entries(node.files).flatMap(([name, child]) => list(child, path === '' ? name : `${path}/${name}`));
}
