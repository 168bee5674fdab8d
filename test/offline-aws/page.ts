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
export async function press(link: string, verdict: string, comment: string): Promise<Answer> {
  const page = await open(link);
  const form = formWith(page.text, verdict);
  const fields = new URLSearchParams(hiddenFields(form));
  fields.set("verdict", verdict);
  fields.set("comment", comment);
  const response = await fetch(new URL(attribute(form, "action") ?? link, link), {
    method: "POST",
    body: fields,
    headers: { origin: new URL(link).origin, "sec-fetch-site": "same-origin" },
  });
  return { status: response.status, text: await response.text() };
}

function formWith(html: string, value: string): string {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((candidate) => candidate.includes(`value="${value}"`));
  if (form === undefined) throw new Error(`No form of the page has a button ${value}: ${html.slice(0, 2000)}`);
  return form;
}

function hiddenFields(form: string): [string, string][] {
  const inputs = form.match(/<input[^>]*type="hidden"[^>]*>/g) ?? [];
  return inputs.map((input) => [attribute(input, "name") ?? "", attribute(input, "value") ?? ""]);
}

function attribute(tag: string, name: string): string | undefined {
  return tag.match(new RegExp(`${name}="([^"]*)"`))?.[1]?.replaceAll("&amp;", "&");
}
