/** `a•••@example.com`: enough for its owner to know which address it is, too little for somebody else to write to it. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '•••';
  const [first = ''] = address;
  return `${first}•••${address.slice(at)}`;
}
