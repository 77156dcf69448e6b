export default function EventPage({ id }: { readonly id: string }) {
  return <h1>{id}</h1>;
}
