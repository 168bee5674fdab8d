/** The first address in a message. */
export function linkIn(message: string): string {
  const [link] = message.match(/https?:\/\/\S+/) ?? [];
  if (link === undefined) throw new Error(`There is no link in: ${message}`);
  return link;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Opens a page as a browser does: nothing is decided by that. */
export async function open(link: string): Promise<Answer> {
  const response = await fetch(link);
  return { status: response.status, text: await response.text() };
}

/** Fills in the form behind a button of the page and sends it, as a browser does without JavaScript. */
export async function press(link: string, value: string, comment: string): Promise<Answer> {
  return await send(await filledIn(link, value, comment));
}

/** A form that can be sent again, as by somebody who clicks twice. */
export interface FilledIn {
  readonly address: URL;
  readonly fields: URLSearchParams;
}

export async function filledIn(link: string, value: string, comment: string): Promise<FilledIn> {
  return formOf((await open(link)).text, { link, value, comment });
}

/** The same of a page that is open already. */
export function formOf(html: string, { link, value, comment }: { link: string; value: string; comment: string }): FilledIn {
  const { form, button } = formWith(html, value);
  const fields = new URLSearchParams(hiddenFields(form));
  fields.set(attribute(button, "name") ?? "", value);
  fields.set("comment", comment);
  return { address: new URL(attribute(form, "action") ?? link, link), fields };
}

export async function send({ address, fields }: FilledIn): Promise<Answer> {
  const headers = { origin: address.origin, "sec-fetch-site": "same-origin" };
  const response = await fetch(address, { method: "POST", body: fields, headers });
  return { status: response.status, text: await response.text() };
}

function formWith(html: string, value: string): { readonly form: string; readonly button: string } {
  for (const form of html.match(/<form[\s\S]*?<\/form>/g) ?? []) {
    const button = form.match(/<button[^>]*>/g)?.find((candidate) => attribute(candidate, "value") === value);
    if (button !== undefined) return { form, button };
  }
  throw new Error(`No form of the page has a button ${value}: ${html.slice(0, 2000)}`);
}

function hiddenFields(form: string): [string, string][] {
  const inputs = form.match(/<input[^>]*type="hidden"[^>]*>/g) ?? [];
  return inputs.map((input) => [attribute(input, "name") ?? "", attribute(input, "value") ?? ""]);
}

function attribute(tag: string, name: string): string | undefined {
  return tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1]?.replaceAll("&amp;", "&");
}
