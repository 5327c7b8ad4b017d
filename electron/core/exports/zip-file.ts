/** A ZIP file that is written as it grows: one entry at a time is in memory. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { strToU8, Zip, ZipDeflate } from 'fflate';

/** More entries need ZIP64, which the library does not write. */
export const MAX_ZIP_ENTRIES = 65_000;

export type ZipFile = {
  /** Resolves when there is room for more. */
  add(name: string, content: string, modified: Date): Promise<void>;
  /** The file appears under its name. @returns its length in bytes */
  finish(): Promise<number>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
};

/** @param path must not exist yet; until it is finished the file is called `path` with `.part` behind it */
export async function openZipFile(path: string): Promise<ZipFile> {
  const part = `${path}.part`;
  const out = createWriteStream(part, { flags: 'w', mode: 0o600 });
  let failure: unknown;
  out.on('error', (error) => (failure ??= error));
  await once(out, 'open');
  const zip = new Zip((error, chunk) => {
    if (error) failure ??= error;
    else out.write(chunk);
  });
  const settle = async () => {
    if (failure) throw failure;
    if (out.writableNeedDrain) await once(out, 'drain');
  };
  // An error is not the end: what is still being written when the file is given up fails, and then it closes.
  const closed = () => new Promise<void>((resolve) => (out.closed ? resolve() : out.once('close', resolve)));

  return {
    async add(name, content, modified) {
      await settle();
      const entry = new ZipDeflate(name, { level: 6 });
      entry.mtime = modified;
      zip.add(entry);
      entry.push(strToU8(content), true);
      await settle();
    },
    async finish() {
      zip.end();
      out.end();
      await closed();
      if (failure) throw failure;
      await rename(part, path);
      return out.bytesWritten;
    },
    async abandon() {
      zip.terminate();
      out.destroy();
      await closed();
      await rm(part, { force: true });
    },
  };
}
