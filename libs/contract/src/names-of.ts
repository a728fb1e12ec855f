/** The keys of a list of ours, as what they are. */
export const namesOf = <List extends object>(list: List): [keyof List & string, ...(keyof List & string)[]] => {
  const [first, ...rest] = Object.keys(list).filter((name): name is keyof List & string => name in list);
  if (first === undefined) throw new Error('A list has no entries.');
  return [first, ...rest];
};
