import { type Place, placeOfNames } from "#core/cloudtrail/place.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import { apiGatewayResourceType } from "#core/services/api-gateway.ts";
import { asEvaluated } from "#core/services/as-evaluated.ts";
import { toldResources } from "#core/services/told-resources.ts";
import { type ArnTemplate, isOneOf, type TemplateVariable, templatesOf } from "./arn-template.ts";
import { type Parameters, parametersOf } from "./parameters.ts";

/** As many resources as one call is read for; a call that names more is rare, and its first ones stand for it. */
const mostResources = 100;

/**
 * The resources that a call needed an action on, as ARNs of the action's own resource types, sorted and each once:
 * those that CloudTrail names, those that the request holds in full, and those that the request's names make with the type's
 * ARN template (Service Authorization Reference). Empty where the call does not tell.
 */
export function resourcesOf(record: CloudTrailRecord, info: ActionInfo): readonly string[] {
  const templates = wantedTemplates(record, info);
  if (templates.length === 0) return [];
  const place = placeOfNames(record, info.action);
  const told = toldResources(record, info.action, place);
  if (told?.alone) return told.arns;
  const found = new Set<string>();
  const parameters = parametersOf(record);
  const named = [...record.resources, ...(told?.arns ?? []), ...parameters.arns.flatMap(wholeArns)];
  for (const arn of named) addFitting(found, arn, templates);
  for (const template of templates) {
    if (![...found].some((arn) => template.pattern.test(arn))) fill(template, parameters, place, found);
  }
  if (found.size === 0) for (const arn of answeredArns(record, parameters)) addFitting(found, arn, templates);
  return [...found].map((arn) => asEvaluated(arn, info.action)).sort();
}

/** API Gateway's verbs take every resource type there is; the operation's name says which one is meant. */
function wantedTemplates(record: CloudTrailRecord, info: ActionInfo): readonly ArnTemplate[] {
  const templates = templatesOf(info);
  if (isOneOf(info)) return templates.filter((template) => template.variables.some((variable) => !isPlace(variable.name)));
  if (!/^apigateway:[A-Z]+$/.test(info.action)) return templates;
  const type = apiGatewayResourceType(record.name);
  return templates.filter((template) => template.type === type);
}

function addFitting(found: Set<string>, arn: string, templates: readonly ArnTemplate[]): void {
  if (found.size < mostResources && templates.some((template) => template.pattern.test(arn))) found.add(arn);
}

/** Every way to fill the template with the request's values; none where a part is not known. A nameless ARN counts where the action requires it. */
function fill(template: ArnTemplate, parameters: Parameters, place: Place, found: Set<string>): void {
  const values = template.variables.map((variable) => placeValue(variable.name, place) ?? valuesFor(template, variable, parameters));
  if (values.some((choices) => choices.length === 0)) return;
  if (!tellsSomething(template, values)) return;
  const start = [template.texts[0] ?? ""];
  const arns = values.reduce((begun, choices, index) => {
    const text = template.texts[index + 1] ?? "";
    return begun.flatMap((beginning) => choices.map((choice) => beginning + choice + text)).slice(0, mostResources);
  }, start);
  for (const arn of arns) if (template.pattern.test(arn)) found.add(arn);
}

function tellsSomething({ variables, required }: ArnTemplate, values: readonly (readonly string[])[]): boolean {
  const names = variables.flatMap((variable, index) => (isPlace(variable.name) ? [] : [values[index]?.[0]]));
  return names.length === 0 ? required : names.some((name) => name !== "*");
}

function isPlace(name: string): boolean {
  return name === "Partition" || name === "Region" || name === "Account";
}

function placeValue(name: string, place: Place): readonly string[] | undefined {
  if (name === "Partition") return [place.partition || "aws"];
  if (name === "Region") return [place.region || "*"];
  return name === "Account" ? [place.account || "*"] : undefined;
}

function valuesFor(template: ArnTemplate, variable: TemplateVariable, parameters: Parameters): readonly string[] {
  for (const name of variable.parameters) {
    const values = (parameters.named.get(name) ?? []).filter((value) => value.startsWith(template.idBeginning) && isName(value, template));
    if (values.length > 0) return values.map((value) => nameIn(template, value));
  }
  return variable.madeUp ? ["*"] : [];
}

/** Not an ARN, a URL or what CloudTrail hid; only an object's key may hold a space. */
function isName(value: string, template: ArnTemplate): boolean {
  if (/^(?:arn:|https?:|HIDDEN_DUE|<sensitive|\*\*\*)/.test(value) || value.length > 1024) return false;
  return template.type === "object" || !/\s/.test(value);
}

/** Amazon RDS API Reference, the identifier of each creation: "This parameter is stored as a lowercase string"; ARNs match by case. */
const storedInLowerCase: ReadonlySet<string> = new Set([
  "db",
  "cluster",
  "snapshot",
  "cluster-snapshot",
  "pg",
  "cluster-pg",
  "og",
  "subgrp",
  "global-cluster",
]);

/** A name as the type's ARN holds it; a character that IAM reads as a wildcard becomes `?`, which matches it. */
function nameIn(template: ArnTemplate, value: string): string {
  const plain = value.replace(/[*?$\s]/g, "?");
  const key = `${template.service}:${template.type}`;
  if (key === "ssm:parameter" || key === "kms:alias") return plain.replace(/^\/|^alias\//, "");
  if (template.service === "route53") return plain.replace(/^\/?\w+\//, "");
  if (template.service === "rds" && storedInLowerCase.has(template.type)) return plain.toLowerCase();
  if (key === "secretsmanager:Secret") return `${plain}-??????`;
  return key === "kms:key" && !/^(?:mrk-)?[0-9a-f-]{32,36}$/.test(plain) ? "*" : plain;
}

/**
 * A secret's ARN ends in a hyphen and six random characters, and a request may leave them out (AWS Secrets Manager API
 * Reference, GetSecretValue, SecretId). Six that are a word may be the name's own end: both readings then.
 */
function wholeArns(arn: string): readonly string[] {
  if (!/^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^*?]+$/.test(arn)) return [arn];
  if (!/-[A-Za-z0-9]{6}$/.test(arn)) return [`${arn}-??????`];
  return /[A-Z][^-]*$/.test(arn) ? [arn] : [arn, `${arn}-??????`];
}

/** ARNs from the answer; from a creation only where the request chose the name: an id that AWS made up says nothing about the next call. */
function answeredArns(record: CloudTrailRecord, parameters: Parameters): readonly string[] {
  if (!isCreation(record.name)) return parameters.answered;
  const chosen = [...parameters.named.values()].flat().filter((value) => value.length > 2);
  return parameters.answered.filter((arn) => chosen.some((name) => arn.endsWith(`/${name}`) || arn.endsWith(`:${name}`)));
}

function isCreation(event: string): boolean {
  return /^(?:Create|Run|Start|Allocate|Register|Request|Copy|Import|Restore|Send|Put)/.test(event);
}
