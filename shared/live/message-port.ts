/** The MessagePorts of Node and of Electron's main process as one thing: messages of plain data, both ways, until either end closes. */
export type DuplexPort = {
  /** @throws when the message cannot be cloned */
  send(message: unknown): void;
  /** Starts the flow; messages that came before are delivered too. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
};

/** What Node's MessagePort and Electron's MessagePortMain have in common. */
type RawPort<Event> = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: Event) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
};

/** `port1` or `port2` of Node's `MessageChannel`. */
export function fromNodePort(port: RawPort<unknown>): DuplexPort {
  return duplex(port, (message) => message);
}

/** A port of Electron's `MessageChannelMain`. */
export function fromElectronPort(port: RawPort<{ data: unknown }>): DuplexPort {
  return duplex(port, (event) => event.data);
}

function duplex<Event>(port: RawPort<Event>, read: (event: Event) => unknown): DuplexPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (event) => listener(read(event)));
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
