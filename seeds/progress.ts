/** A bar on a terminal, drawn over itself; elsewhere nothing. */
export function progressBar(to: NodeJS.WriteStream): (done: number, of: number) => void {
  const width = 40;
  return (done, of) => {
    if (!to.isTTY) return;
    const full = Math.round((done / of) * width);
    const bar = `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
    to.write(
      `\r${bar} ${done.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} rows${done === of ? '\n' : ''}`,
    );
  };
}
