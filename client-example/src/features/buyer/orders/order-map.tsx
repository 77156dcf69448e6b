export default function OrderMap({ indexes }: { readonly showId: string; readonly indexes: readonly number[] }) {
  return <div className="order-map">{indexes.length}</div>;
}
