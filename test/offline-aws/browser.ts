import { openBrowser } from "#test/page/browser.ts";

/** Opens a link in a real browser and presses one of the page's buttons; gives the text of the page that follows. */
export async function pressInBrowser(link: string, button: "Approve" | "Reject"): Promise<string> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByRole("button", { name: button }).click();
    await page.waitForLoadState();
    return (await page.textContent("main")) ?? "";
  } finally {
    await browser.close();
  }
}
