export default function ShowPage({ id }: { readonly id: string }) {
  return <h1>{id}</h1>;
}
