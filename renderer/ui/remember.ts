/** Remembers what a pure function answered, for lists that write the same few words over and over. Bounded: when it is full it begins anew. */
export function remember<K, V>(answer: (key: K) => V, most = 5000): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const held = known.get(key);
    if (held !== undefined) return held;
    if (known.size >= most) known.clear();
    const value = answer(key);
    known.set(key, value);
    return value;
  };
}
