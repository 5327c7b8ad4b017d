export function ApiAccessPage() {
  return null;
}
