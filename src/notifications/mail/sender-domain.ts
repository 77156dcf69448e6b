/** The domain of a sender, such as `Frontrow <tickets@example.com>`. */
export const domainOf = (from: string): string => /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
