import chromium from "@sparticuz/chromium";

/** Unpacks the browser before any test runs. Two files of tests that did it side by side would start one that the other still writes. */
export default async function unpackBrowser(): Promise<void> {
  await chromium.executablePath();
}
