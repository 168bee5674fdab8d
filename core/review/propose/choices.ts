import { holds } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { patternTest } from "#core/policy/cover.ts";
import { grantedActions } from "#core/policy/diff.ts";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { type JsonPolicy, toJson } from "#core/policy/json.ts";
import { joinStatements, minimise, shortenedActions } from "#core/policy/minimise.ts";
import { type Refined, refiner } from "#core/policy/refine.ts";
import { fewestDocuments, MAX_POLICY_SIZE, PolicyTooLargeError } from "#core/policy/split.ts";
import type { Choice, Choices, Parts, PolicyRoom, ShorterActions } from "../model/proposal.ts";
import type { OpenQuestion } from "./ask.ts";
import { openWays } from "./open-ways.ts";

interface Around {
  readonly replaced: readonly PolicyDocument[];
  readonly retained: readonly PolicyDocument[];
  /** Statements that stay whatever the answers are. */
  readonly always: readonly Statement[];
  /** The role's room for refined policies. */
  readonly room: PolicyRoom;
  readonly catalogue: ActionCatalogue;
}

/** What the approver chooses between: the documents of every set of answers can be made of it, without the catalogue. */
export function choicesOf(open: readonly OpenQuestion[], around: Around): Choices {
  const refined = refiner(around);
  const adding = open.map(({ question, grants }) => ({ question: question.id, statements: allowsOf(refined(grants)) }));
  const minimised = (statements: readonly Statement[]) => minimise(statements, around.catalogue, { wildcards: false });
  const written: Written = {
    always: minimised(around.always),
    keeping: adding.map(({ question, statements }) => ({ question, statements: minimised(statements) })),
  };
  const { room } = around;
  const ways = openWays({ ...around, open, adding: adding.map(({ statements }) => statements) });
  const questions = open.map((each) => choiceOf(each, around));
  const choices = { questions, plain: partsOf(written), room, ...(ways ? { ways } : {}) };
  return isOneDocument(written) ? choices : { ...choices, shorter: shorterActions(written, around) };
}

interface Written {
  readonly always: readonly Statement[];
  readonly keeping: readonly { readonly question: string; readonly statements: readonly Statement[] }[];
}

function partsOf({ always, keeping }: Written): Parts {
  return {
    always: document(always),
    keeping: keeping.map(({ question, statements }) => ({ question, document: document(statements) })),
  };
}

/** With wildcards that match the same actions, where they match no other. */
function shorterActions({ always, keeping }: Written, { replaced, retained, catalogue }: Around): readonly ShorterActions[] {
  const mayName = patternTest([...replaced, ...retained]);
  const documents = [always, ...keeping.map(({ statements }) => statements)];
  return documents.flatMap((statements, document) =>
    statements.flatMap((each, statement) => {
      const actions = shortenedActions(each, catalogue, mayName);
      return actions ? [{ document, statement, actions }] : [];
    }),
  );
}

/** What is denied is denied always. */
function allowsOf({ statements }: Refined): readonly Statement[] {
  return statements.filter(({ effect }) => effect === "Allow");
}

function document(statements: readonly Statement[]): JsonPolicy {
  return toJson({ version: "2012-10-17", statements });
}

function choiceOf({ question: { id, actions, keeps } }: OpenQuestion, { always, retained, catalogue }: Around): Choice {
  const space = actionSpace(catalogue);
  const granted = grantedActions([{ version: "2012-10-17", statements: always }, ...retained], space);
  const isGranted = (action: string) => {
    const place = space.placeOf(action);
    return place !== undefined && holds(granted, place);
  };
  const loses = actions.filter((action) => !isGranted(action));
  return {
    question: id,
    default: keeps.length > 0 ? "keep" : "remove",
    loses: loses.flatMap((action) => {
      const level = catalogue.find(action)?.level;
      return level === undefined ? [] : [{ action, level }];
    }),
  };
}

/** Does all fit into one document as it is written, so that nothing has to be shortened? Often the names of the actions alone do not. */
function isOneDocument({ always, keeping }: Written): boolean {
  const statements = [...always, ...keeping.flatMap((part) => part.statements)];
  const named = new Set(statements.flatMap(({ actions }) => actions.patterns));
  if ([...named].reduce((size, { length }) => size + length, 0) > MAX_POLICY_SIZE) return false;
  const all = joinStatements(statements);
  try {
    return fewestDocuments(all, () => all, { maxSize: MAX_POLICY_SIZE, maxDocuments: 1, inlineRoom: 0 }).length <= 1;
  } catch (error) {
    if (error instanceof PolicyTooLargeError) return false;
    throw error;
  }
}
