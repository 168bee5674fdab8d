import { approvalApp } from "#core/web/app.ts";
import { ADMIN_ROLE, asked, askedAboutRealLogs } from "#test/page/served.ts";
import { median, verdict } from "./report.ts";

const VISITS = 21;

/** The page of an AdministratorAccess proposal, from the request to the last byte, on the real logs where they are beside the checkout. */
export async function benchPage(): Promise<void> {
  const { ports, link } = (await askedAboutRealLogs()) ?? (await asked(ADMIN_ROLE));
  const app = approvalApp(ports, (fault) => console.error(fault));
  const times: number[] = [];
  let bytes = 0;
  for (let visit = 0; visit < VISITS; visit++) {
    const start = performance.now();
    bytes = (await (await app.fetch(new Request(link))).arrayBuffer()).byteLength;
    times.push(performance.now() - start);
  }
  console.log(`page: first visit ${times[0]?.toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms`);
  verdict("kilobytes of an AdministratorAccess page", bytes / 1024, "at most", 200);
  verdict("milliseconds to render it, median", median(times), "at most", 100);
}
