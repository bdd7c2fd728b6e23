/** Numbers that may be dialed or texted, E.164; `*` for all; none where it is empty. */
export type AllowList = readonly string[];

export function isAllowed(list: AllowList, number: string): boolean {
  return list.includes('*') || list.includes(number);
}
