/** A line on a terminal that says how far the reading is; nothing in a pipe. */
export function showProgress(): { onProgress?: (done: number, files: number) => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return {};
  return {
    onProgress(done, files) {
      stderr.write(done === files ? "\r\u001b[K" : `\r\u001b[KReading log files: ${done} of ${files}`);
    },
  };
}
