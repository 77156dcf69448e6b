export function ProgrammePage() {
  return <h1>Programme</h1>;
}
