/** Runs `work` for each number from 0 to `count - 1`, by so many workers; each awaits one before it takes the next. */
export async function workTogether(workers: number, count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const drain = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await work(number);
    }
  };
  await Promise.all(Array.from({ length: workers }, drain));
}
