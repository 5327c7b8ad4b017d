export function ScenarioPage() {
  return null;
}
