// AssemblyScript, compiled to scan.wasm by `npm run build:scanner`. Finds records in JSON of any form without parsing it.
// The caller copies a window of the text into memory, calls `scan`, and reads the rows that it left at address ROWS_AT.

/** Contexts that are open around the present position, one byte each, innermost last. */
const CONTEXTS_AT: i32 = 0;
const MOST_CONTEXTS: i32 = 64;
const LIST: i32 = 1;
/** An object with a list of records in it. */
const WRAPPER: i32 = 2;

const ROWS_AT: i32 = 1024;
/** Bytes of a row: kind and flags, start, end, and where the values of time, region, name, caller's ARN and session issuer's ARN begin. */
const ROW: i32 = 32;
const MOST_ROWS: i32 = 2048;

/** Counts of records that nobody asked for, by day and region: a table with open addressing. */
const GROUPS_AT: i32 = ROWS_AT + ROW * MOST_ROWS;
/** Bytes of a group: count, day as `YYYYMMDD`, first and last time as `HHMMSS`, and the region with its quote. */
const GROUP: i32 = 64;
const REGION: i32 = 16;
const MOST_GROUPS: i32 = 256;

/** Addresses of the wanted roles' names, a power of two of slots with open addressing; a name is its length and its bytes. */
const NAMES_AT: i32 = GROUPS_AT + GROUP * MOST_GROUPS;
// The caller puts the names' bytes after these slots, and the window after them; 16 bytes after its end must be addressable.

const OBJECT: i32 = 1;
const STRING: i32 = 2;
/** Anything else that stands where a record may. */
const OTHER: i32 = 3;
/** An object turned out to hold a list of records: from its start to that list's bracket. */
const OPENED: i32 = 4;
/** A member of such an object that follows the list: from its key to the end of its value. */
const MEMBER: i32 = 5;
/** A line of which OTHER was found has ended. */
const LINE: i32 = 6;
/** A string ran into the end of its line. */
const BROKEN: i32 = 7;
/** What `skip` was called for has ended. */
const SKIPPED: i32 = 8;

/** It stands in a list, or in an object that holds one. */
const IN_LIST: i32 = 0x800;
// Flags of an OBJECT, beside its kind.
const HAS_SOURCE: i32 = 0x100;
const HAS_IDENTITY: i32 = 0x200;
/** Written in a way that the flags and addresses cannot be relied on: escapes in keys or values, or a key twice. */
const ODD: i32 = 0x400;
/** Nothing about it has to be parsed to tell whose it is. */
const PLAIN: i32 = 0x1000;
/** A plain one that may be of a wanted role. */
const WANTED: i32 = 0x2000;

const INCOMPLETE: i32 = -1;
const BREAKS: i32 = -2;
const OPENS: i32 = -3;

const QUOTE: u8 = 0x22;
const SLASH: u8 = 0x2f;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN_BRACKET: u8 = 0x5b;
const BACKSLASH: u8 = 0x5c;
const CLOSE_BRACKET: u8 = 0x5d;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
const NEWLINE: u8 = 0x0a;

/** AWS's names are not longer. */
const LONGEST_NAME: i32 = 256;

let rows: i32 = 0;
let contexts: i32 = 0;
let hasOther: bool = false;

let skipping: bool = false;
let skipDepth: i32 = 0;
let skipInString: bool = false;

/** Where the last string broke, or the last list opened. */
let stoppedAt: i32 = 0;
let escaped: bool = false;

// Of the object that is being followed.
let flags: i32 = 0;
let time: i32 = 0;
let region: i32 = 0;
let name: i32 = 0;
let callerArn: i32 = 0;
let issuerArn: i32 = 0;
let inIdentity: bool = false;

let groups: i32 = 0;
let wantsAll: bool = false;
let nameMask: i32 = 0;

/** Forgets the text that was read before. */
export function reset(): void {
  contexts = 0;
  hasOther = false;
  skipping = false;
  forgetGroups();
}

/** Makes room for names of roles, in `slots` slots: a power of two, more than there are names. */
export function want(all: bool, slots: i32): void {
  wantsAll = all;
  nameMask = slots - 1;
  memory.fill(NAMES_AT, 0, slots << 2);
}

/** Adds the name of a wanted role, which the caller put at this address. */
export function addName(name: i32): void {
  const length = load<i32>(name);
  let slot = hashOf(name + 4, name + 4 + length) & nameMask;
  while (nameIn(slot) !== 0) slot = (slot + 1) & nameMask;
  store<i32>(NAMES_AT + (slot << 2), name);
}

/** Forgets what was counted. */
export function forgetGroups(): void {
  groups = 0;
  memory.fill(GROUPS_AT, 0, GROUP * MOST_GROUPS);
}

/** How many groups were counted since they were forgotten. */
export function groupCount(): i32 {
  return groups;
}

/** How many rows the last call of `scan` left. */
export function rowCount(): i32 {
  return rows;
}

/** How many lists and wrappers are still open. */
export function openCount(): i32 {
  return contexts;
}

/** Passes over the object or string at which the last `scan` stopped, however long it is, from the next call on. */
export function skip(): void {
  skipping = true;
  skipDepth = 0;
  skipInString = false;
}

/**
 * Follows the text from one address to another. Returns where to go on: the end, or the start of what is incomplete, or a place before
 * it where the rows are full. `isLast` says that nothing follows.
 */
export function scan(from: i32, end: i32, isLast: bool): i32 {
  rows = 0;
  let at = from;
  while (at < end && rows < MOST_ROWS) {
    if (skipping) {
      const start = at;
      at = skipped(at, end);
      if (skipping) return at;
      emit(SKIPPED, start, at);
      continue;
    }
    const byte = load<u8>(at);
    if (byte === NEWLINE) {
      if (hasOther) emit(LINE, at, at);
      hasOther = false;
      at++;
    } else if (byte <= 0x20 || (byte === COMMA && isAtItem())) at++;
    else {
      const next = context() === WRAPPER ? member(at, end) : item(at, end, isLast);
      if (next === INCOMPLETE) return at;
      at = next;
    }
  }
  return at;
}

/** Is this where an item may begin, rather than the middle of a line of text? */
function isAtItem(): bool {
  return contexts > 0 || !hasOther;
}

function context(): i32 {
  return contexts === 0 ? 0 : load<u8>(CONTEXTS_AT + contexts - 1);
}

function open(kind: i32): void {
  if (contexts === MOST_CONTEXTS) return;
  store<u8>(CONTEXTS_AT + contexts, <u8>kind);
  contexts++;
}

function emit(kind: i32, start: i32, end: i32): void {
  const row = ROWS_AT + rows * ROW;
  store<i32>(row, contexts > 0 ? kind | IN_LIST : kind);
  store<i32>(row, start, 4);
  store<i32>(row, end, 8);
  rows++;
}

/** What stands in a list, or in no list at all. */
function item(at: i32, end: i32, isLast: bool): i32 {
  const byte = load<u8>(at);
  if (byte === OPEN_BRACE) return object(at, end);
  if (byte === CLOSE_BRACKET && contexts > 0) {
    contexts--;
    return at + 1;
  }
  if (byte === OPEN_BRACKET && isAtItem()) {
    open(LIST);
    return at + 1;
  }
  if (byte === QUOTE && isAtItem()) {
    const close = stringEnd(at + 1, end);
    if (close === INCOMPLETE) return INCOMPLETE;
    if (close === BREAKS) return broken(at);
    emit(STRING, at, close + 1);
    return close + 1;
  }
  return other(at, end, isLast);
}

function broken(at: i32): i32 {
  emit(BROKEN, at, stoppedAt);
  return stoppedAt;
}

/** Up to the end of its line, to an object, or in a list to the next item. */
function other(from: i32, end: i32, isLast: bool): i32 {
  let at = from + 1;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte === NEWLINE || byte === OPEN_BRACE) break;
    if (contexts > 0 && (byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE)) break;
    at++;
  }
  if (at === end && !isLast && end - from < 0x10000) return INCOMPLETE;
  emit(OTHER, from, at);
  hasOther = contexts === 0;
  return at;
}

/** A member of an object that holds a list of records. */
function member(at: i32, end: i32): i32 {
  const byte = load<u8>(at);
  if (byte === CLOSE_BRACE) {
    contexts--;
    return at + 1;
  }
  if (byte !== QUOTE) return other(at, end, true);
  const close = stringEnd(at + 1, end);
  if (close === INCOMPLETE) return INCOMPLETE;
  if (close === BREAKS) return broken(at);
  const colon = afterSpace(close + 1, end);
  const value = colon < end && load<u8>(colon) === COLON ? afterSpace(colon + 1, end) : colon;
  if (value >= end) return INCOMPLETE;
  if (load<u8>(value) === OPEN_BRACKET && isListName(at + 1, close)) {
    emit(OPENED, at, value);
    open(LIST);
    return value + 1;
  }
  const last = valueEnd(value, end);
  if (last === INCOMPLETE) return INCOMPLETE;
  if (last === BREAKS) return broken(at);
  emit(MEMBER, at, last);
  return last;
}

function valueEnd(at: i32, end: i32): i32 {
  const byte = load<u8>(at);
  if (byte === QUOTE) {
    const close = stringEnd(at + 1, end);
    return close < 0 ? close : close + 1;
  }
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return nestedEnd(at, end);
  let last = at;
  while (last < end) {
    const next = load<u8>(last);
    if (next <= 0x20 || next === COMMA || next === CLOSE_BRACE || next === CLOSE_BRACKET) return last === at ? at + 1 : last;
    last++;
  }
  return INCOMPLETE;
}

function nestedEnd(from: i32, end: i32): i32 {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (byte === QUOTE) {
      at = stringEnd(at + 1, end);
      if (at < 0) return at;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  return INCOMPLETE;
}

function object(from: i32, end: i32): i32 {
  const next = objectEnd(from, end);
  if (next === INCOMPLETE) return INCOMPLETE;
  if (next === BREAKS) return broken(from);
  if (next === OPENS) {
    emit(OPENED, from, stoppedAt);
    open(WRAPPER);
    open(LIST);
    return stoppedAt + 1;
  }
  if (isPlain()) {
    flags |= PLAIN;
    if (mayBeWanted()) flags |= WANTED;
    // Outside of a list, what stands beside a record on its line counts too: the caller has to see it.
    else if (contexts > 0 && passBy()) return next;
  }
  const row = ROWS_AT + rows * ROW;
  emit(OBJECT | flags, from, next);
  store<i32>(row, time, 12);
  store<i32>(row, region, 16);
  store<i32>(row, name, 20);
  store<i32>(row, callerArn, 24);
  store<i32>(row, issuerArn, 28);
  return next;
}

/** Follows an object to its end, and notes where a record's members stand. */
function objectEnd(from: i32, end: i32): i32 {
  flags = 0;
  time = region = name = callerArn = issuerArn = 0;
  inIdentity = false;
  let depth = 1;
  let at = from + 1;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte === QUOTE) {
      const close = stringEnd(at + 1, end);
      if (close < 0) return close;
      if (depth > 1 && !inIdentity) at = close + 1;
      else {
        const colon = afterSpace(close + 1, end);
        if (colon >= end) return INCOMPLETE;
        if (load<u8>(colon) !== COLON) at = close + 1;
        else {
          if (escaped) flags |= ODD;
          const value = afterSpace(colon + 1, end);
          if (value >= end) return INCOMPLETE;
          if (depth === 1 && load<u8>(value) === OPEN_BRACKET && isListName(at + 1, close)) {
            stoppedAt = value;
            return OPENS;
          }
          const next = inIdentity ? identityMember(at + 1, close, value, depth, end) : recordMember(at + 1, close, value, end);
          if (next < 0) return next;
          at = next;
        }
      }
    } else {
      at++;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth--;
        if (depth === 1) inIdentity = false;
        else if (depth === 0) return at;
      }
    }
  }
  return INCOMPLETE;
}

/** Notes a member of a record, by its name, eight bytes at a time in little-endian. Returns where to go on. */
function recordMember(key: i32, close: i32, value: i32, end: i32): i32 {
  const length = close - key;
  const first = load<u8>(key);
  if (first === 0x65 && length === 9 && is(key, 0x6d6954746e657665) && load<u8>(key, 8) === 0x65) return noteTime(value, end); // eventTime
  if (first === 0x65 && length === 9 && is(key, 0x6d614e746e657665) && load<u8>(key, 8) === 0x65) return noteName(value, end); // eventName
  if (first === 0x65 && length === 11 && is(key, 0x756f53746e657665) && isShort(key + 8, 0x6372) && load<u8>(key, 10) === 0x65)
    return noteSource(value, end); // eventSource
  if (first === 0x61 && length === 9 && is(key, 0x6f69676552737761) && load<u8>(key, 8) === 0x6e) return noteRegion(value, end); // awsRegion
  if (first === 0x75 && length === 12 && is(key, 0x6e65644972657375) && isWord(key + 8, 0x79746974)) noteIdentity(value); // userIdentity
  return value;
}

function is(at: i32, text: u64): bool {
  return load<u64>(at) === text;
}

function isWord(at: i32, text: u32): bool {
  return load<u32>(at) === text;
}

function isShort(at: i32, text: u16): bool {
  return load<u16>(at) === text;
}

/** Where a text value ends. What is no text, or a long one, or written with escapes, is odd: then it is where it begins. */
function textValue(value: i32, end: i32): i32 {
  if (load<u8>(value) !== QUOTE) {
    flags |= ODD;
    return value;
  }
  const close = stringEnd(value + 1, end);
  if (close >= 0 && (escaped || close === value + 1 || close - value > LONGEST_NAME)) flags |= ODD;
  return close;
}

function noteTime(value: i32, end: i32): i32 {
  const close = textValue(value, end);
  if (close <= value) return close;
  if (time !== 0 || close - value !== 21 || !isTime(value + 1)) flags |= ODD;
  time = value + 1;
  return close + 1;
}

function noteName(value: i32, end: i32): i32 {
  const close = textValue(value, end);
  if (close <= value) return close;
  if (name !== 0) flags |= ODD;
  name = value + 1;
  return close + 1;
}

function noteSource(value: i32, end: i32): i32 {
  const close = textValue(value, end);
  if (close <= value) return close;
  // `aws:s3`: a notification of S3 has what a record has, and is none.
  if (flags & HAS_SOURCE || isWord(value + 1, 0x3a737761)) flags |= ODD;
  flags |= HAS_SOURCE;
  return close + 1;
}

function noteRegion(value: i32, end: i32): i32 {
  const close = textValue(value, end);
  if (close <= value) return close;
  if (region !== 0) flags |= ODD;
  region = value + 1;
  return close + 1;
}

function noteIdentity(value: i32): void {
  if (flags & HAS_IDENTITY || load<u8>(value) !== OPEN_BRACE) flags |= ODD;
  flags |= HAS_IDENTITY;
  inIdentity = true;
}

/** Notes the ARNs of the caller, two deep, and of the session's issuer, four deep. */
function identityMember(key: i32, close: i32, value: i32, depth: i32, end: i32): i32 {
  // arn
  if (close - key !== 3 || load<u16>(key) !== 0x7261 || load<u8>(key, 2) !== 0x6e || (depth !== 2 && depth !== 4)) return value;
  if (load<u8>(value) !== QUOTE) {
    flags |= ODD;
    return value;
  }
  const last = stringEnd(value + 1, end);
  if (last < 0) return last;
  if (escaped || (depth === 2 ? callerArn : issuerArn) !== 0) flags |= ODD;
  if (depth === 2) callerArn = value + 1;
  else issuerArn = value + 1;
  return last + 1;
}

/** Has it all that is looked for, written as CloudTrail writes it? One that attaches a policy to a role says something of that role, whoever did it. */
function isPlain(): bool {
  return (
    (flags & (HAS_SOURCE | HAS_IDENTITY | ODD)) === (HAS_SOURCE | HAS_IDENTITY) &&
    time !== 0 &&
    region !== 0 &&
    name !== 0 &&
    // AttachRolePolicy
    !(is(name, 0x6f52686361747441) && is(name + 8, 0x7963696c6f50656c) && load<u8>(name, 16) === QUOTE)
  );
}

/**
 * Does one of the ARNs of the caller and of the session's issuer lead to a wanted role? What stands four deep may be empty or of something
 * else than the issuer: then the caller's counts.
 */
function mayBeWanted(): bool {
  return leadsToWanted(issuerArn) || leadsToWanted(callerArn);
}

/** Both forms of ARN are tried; 0 is none. */
function leadsToWanted(arn: i32): bool {
  if (arn === 0) return false;
  let first = 0;
  let second = 0;
  let last = 0;
  let at = arn;
  for (let byte = load<u8>(at); byte !== QUOTE; byte = load<u8>(++at)) {
    if (byte !== SLASH) continue;
    last = at + 1;
    if (first === 0) first = last;
    else if (second === 0) second = last;
  }
  return first !== 0 && (wantsAll || isName(last, at) || (second !== 0 && isName(first, second - 1)));
}

function isName(from: i32, end: i32): bool {
  let slot = hashOf(from, end) & nameMask;
  for (let name = nameIn(slot); name !== 0; name = nameIn(slot)) {
    if (load<i32>(name) === end - from && isSame(name + 4, from, end - from)) return true;
    slot = (slot + 1) & nameMask;
  }
  return false;
}

/** The address of a slot's name, 0 where it is empty. */
function nameIn(slot: i32): i32 {
  return load<i32>(NAMES_AT + (slot << 2));
}

/** FNV-1a (Fowler, Noll, Vo). */
function hashOf(from: i32, end: i32): i32 {
  let hash: i32 = 0x811c9dc5;
  for (let at = from; at < end; at++) hash = (hash ^ load<u8>(at)) * 0x01000193;
  return hash;
}

function isSame(one: i32, other: i32, length: i32): bool {
  for (let at = 0; at < length; at++) if (load<u8>(one + at) !== load<u8>(other + at)) return false;
  return true;
}

/** Counts the record that was followed by its day and region. False where the table cannot take it. */
function passBy(): bool {
  const day = digits(time) * 1000000 + digits(time + 2) * 10000 + digits(time + 5) * 100 + digits(time + 8);
  const clock = digits(time + 11) * 10000 + digits(time + 14) * 100 + digits(time + 17);
  let end = region;
  while (load<u8>(end++) !== QUOTE);
  const length = end - region;
  if (length > GROUP - REGION) return false;
  for (let slot = (hashOf(region, end) + day) & (MOST_GROUPS - 1); ; slot = (slot + 1) & (MOST_GROUPS - 1)) {
    const group = GROUPS_AT + slot * GROUP;
    const count = load<i32>(group);
    if (count === 0) {
      // A full table would be searched without an end.
      if (groups > MOST_GROUPS / 2) return false;
      groups++;
      store<i32>(group, day, 4);
      store<i32>(group, clock, 8);
      store<i32>(group, clock, 12);
      memory.copy(group + REGION, region, length);
    } else if (load<i32>(group, 4) !== day || !isSame(group + REGION, region, length)) continue;
    store<i32>(group, count + 1);
    if (clock < load<i32>(group, 8)) store<i32>(group, clock, 8);
    if (clock > load<i32>(group, 12)) store<i32>(group, clock, 12);
    return true;
  }
}

/** The value of two digits. */
function digits(at: i32): i32 {
  return (<i32>load<u8>(at) - 0x30) * 10 + <i32>load<u8>(at, 1) - 0x30;
}

/** `2026-01-31T12:00:00Z`, as CloudTrail writes it. */
function isTime(at: i32): bool {
  return (
    isShort(at, 0x3032) &&
    number(at + 2, 99) &&
    load<u8>(at, 4) === 0x2d &&
    number(at + 5, 12, 1) &&
    load<u8>(at, 7) === 0x2d &&
    number(at + 8, 31, 1) &&
    load<u8>(at, 10) === 0x54 &&
    number(at + 11, 23) &&
    load<u8>(at, 13) === COLON &&
    number(at + 14, 59) &&
    load<u8>(at, 16) === COLON &&
    number(at + 17, 59) &&
    load<u8>(at, 19) === 0x5a
  );
}

/** Two digits, from `least` to `most`. */
function number(at: i32, most: i32, least: i32 = 0): bool {
  const tens = <i32>load<u8>(at) - 0x30;
  const ones = <i32>load<u8>(at, 1) - 0x30;
  const value = tens * 10 + ones;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && value >= least && value <= most;
}

/** Lists of records, or of what holds one each, by the tools that write them. */
function isListName(key: i32, close: i32): bool {
  const length = close - key;
  if (length === 6) return (load<u8>(key) | 0x20) === 0x65 && isWord(key + 1, 0x746e6576) && load<u8>(key, 5) === 0x73; // Events, events
  if (length === 7)
    return (
      (isWord(key, 0x6f636552) && isWord(key + 3, 0x7364726f)) || // Records
      (isWord(key, 0x75736572) && isWord(key + 3, 0x73746c75)) // results
    );
  if (length === 9) return is(key, 0x746e657645676f6c) && load<u8>(key, 8) === 0x73; // logEvents
  // QueryResultRows
  if (length === 15) return is(key, 0x7365527972657551) && is(key + 7, 0x73776f52746c7573); // QueryResultRows
  return false;
}

function afterSpace(from: i32, end: i32): i32 {
  let at = from;
  while (at < end && load<u8>(at) <= 0x20) at++;
  return at;
}

/** Where the quote stands that ends a string; `escaped` says whether it holds escapes. */
function stringEnd(from: i32, end: i32): i32 {
  escaped = false;
  let at = from;
  while (at < end) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))), i8x16.eq(bytes, i8x16.splat(0x0a))),
    );
    if (found === 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    if (at >= end) return INCOMPLETE;
    const byte = load<u8>(at);
    if (byte === QUOTE) return at;
    if (byte === NEWLINE) {
      stoppedAt = at;
      return BREAKS;
    }
    escaped = true;
    at += 2;
  }
  return INCOMPLETE;
}

/** Passes over an object, list or string that began in this window or an earlier one. Returns where it ends, or where to go on. */
function skipped(from: i32, end: i32): i32 {
  let at = from;
  while (at < end) {
    const byte = load<u8>(at);
    if (skipInString && byte === BACKSLASH) {
      // Its other half may lie in the next window.
      if (at + 1 === end) return at;
      at++;
    } else if (byte === QUOTE) skipInString = !skipInString;
    else if (!skipInString && (byte === OPEN_BRACE || byte === OPEN_BRACKET)) skipDepth++;
    else if (!skipInString && (byte === CLOSE_BRACE || byte === CLOSE_BRACKET)) skipDepth--;
    at++;
    if (skipDepth <= 0 && !skipInString) {
      skipping = false;
      return at;
    }
  }
  return at;
}
