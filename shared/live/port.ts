/**
 * What crosses the two MessagePorts between the desktop's window and its main process.
 * Port 1 is a small `fetch`: a request, its answer, and a way to abort. Port 2 is the live plane: envelopes as objects, audio as bytes.
 */
export type PortRequest = {
  kind: 'request';
  id: number;
  method: string;
  /** Path and query, such as `/api/v1/calls?page=1`. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
};

export type PortAbort = { kind: 'abort'; id: number };

export type PortResponse = {
  kind: 'response';
  id: number;
  status: number;
  headers: Record<string, string>;
  /** Text for JSON and text, bytes for everything else. */
  body: string | Uint8Array;
};

/** What the preload hands to the page beside the ports. */
export type HostDescriptor = { kind: 'desktop'; platform: string; version: string };
