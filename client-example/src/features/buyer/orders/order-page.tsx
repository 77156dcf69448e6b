export default function OrderPage({ id }: { readonly id: string }) {
  return <h1>{id}</h1>;
}
