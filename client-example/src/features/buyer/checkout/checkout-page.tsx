export default function CheckoutPage({ id }: { readonly id: string }) {
  return <h1>{id}</h1>;
}
