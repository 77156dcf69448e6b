export default function QueuePage({ id }: { readonly id: string }) {
  return <h1>{id}</h1>;
}
