// AssemblyScript, compiled to alike.wasm by `npm run build:scanner`. Tells records of calls that are alike, without parsing them: records that
// are the same but for the values of a few members, which tell one call from the next.

/** By the member's number: where its value begins and ends; 0 where the record has it not. */
const PASSING_AT: i32 = 0;
const MEMBERS: i32 = 4;
const EVENT_TIME: i32 = 0;
const EVENT_ID: i32 = 1;
const REQUEST_ID: i32 = 2;
const SHARED_EVENT_ID: i32 = 3;

/** Calls that are kept, in a table with open addressing: hash, address, length and number, plus one so that 0 is an empty slot. */
const SLOTS_AT: i32 = 64;
const SLOT: i32 = 32;
const SLOTS: i32 = 2048;

const LONGEST: i32 = 16 * 1024;
/** Loads go past the end of a text by less. */
const SLACK: i32 = 64;
/** The call of the record that was looked at last: its text without those values. */
const CALL_AT: i32 = SLOTS_AT + SLOT * SLOTS;
/** Where the caller puts a record of at most LONGEST bytes. */
const RECORD_AT: i32 = CALL_AT + LONGEST + SLACK;
const KEPT_AT: i32 = RECORD_AT + LONGEST + SLACK;

/** What `find` returns beside a call's number: none that is alike was kept, or one of the members comes twice. */
const UNKNOWN: i32 = -1;
const TWICE: i32 = -2;

const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;

let callEnd: i32 = CALL_AT;
let callHash: u64 = 0;
let calls: i32 = 0;
let keptEnd: i32 = KEPT_AT;

/** Where a record is to be put. */
export function recordAt(): i32 {
  return RECORD_AT;
}

/** Forgets the calls that were kept. */
export function clear(): void {
  calls = 0;
  keptEnd = KEPT_AT;
  memory.fill(SLOTS_AT, 0, SLOT * SLOTS);
}

/** The number of the call that is alike the record of this length, UNKNOWN or TWICE. */
export function find(length: i32): i32 {
  if (!split(RECORD_AT + length)) return TWICE;
  const slot = slotOf();
  return load<i32>(slot, 16) - 1;
}

/** Keeps the call of the last record, for which `find` returned UNKNOWN. Returns its number. There is room for half as many as there are slots. */
export function keep(): i32 {
  const length = callEnd - CALL_AT;
  const end = keptEnd + length + SLACK;
  const missing = end - (memory.size() << 16);
  if (missing > 0) memory.grow((missing + 0xffff) >>> 16);
  memory.copy(keptEnd, CALL_AT, length + 8);
  const slot = slotOf();
  store<u64>(slot, callHash);
  store<i32>(slot, keptEnd, 8);
  store<i32>(slot, length, 12);
  store<i32>(slot, ++calls, 16);
  keptEnd = (keptEnd + length + 15) & ~7;
  return calls - 1;
}

/** The slot of the last record's call, or the empty one where it would be. */
function slotOf(): i32 {
  const length = callEnd - CALL_AT;
  let slot = SLOTS_AT + (<i32>callHash & (SLOTS - 1)) * SLOT;
  while (load<i32>(slot, 16) !== 0) {
    if (load<u64>(slot) === callHash && load<i32>(slot, 12) === length && isCall(load<i32>(slot, 8))) return slot;
    slot = slot + SLOT === SLOTS_AT + SLOT * SLOTS ? SLOTS_AT : slot + SLOT;
  }
  return slot;
}

/** Is the text at this address that of the last record's call? Both end with zeros. */
function isCall(kept: i32): bool {
  for (let at = CALL_AT; at < callEnd; at += 8, kept += 8) if (load<u64>(at) !== load<u64>(kept)) return false;
  return true;
}

/** Takes the values out of the record, at whatever depth they stand. False where a member comes twice. */
function split(end: i32): bool {
  memory.fill(PASSING_AT, 0, MEMBERS * 8);
  // Nothing behind the record is to be taken for a part of it.
  memory.fill(end, 0, 16);
  callEnd = CALL_AT;
  callHash = 0;
  let copied = RECORD_AT;
  for (let block = RECORD_AT; block < end; block += 16) {
    let quotes = i8x16.bitmask(i8x16.eq(v128.load(block), i8x16.splat(0x22)));
    for (; quotes !== 0; quotes &= quotes - 1) {
      const key = block + ctz(quotes) + 1;
      if (key <= copied) continue;
      const member = memberAt(key);
      if (member < 0) continue;
      const close = key + lengthOf(member);
      const value = valueAfter(close + 1);
      const valueEnd = value === 0 ? 0 : passingEnd(value);
      if (valueEnd === 0) continue;
      if (load<i32>(PASSING_AT + member * 8) !== 0) return false;
      store<i32>(PASSING_AT + member * 8, value);
      store<i32>(PASSING_AT + member * 8, valueEnd, 4);
      append(copied, close + 1);
      copied = valueEnd + 1;
    }
  }
  append(copied, end);
  store<u64>(callEnd, 0);
  for (let at = CALL_AT; at < callEnd; at += 8) {
    callHash = (callHash ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
    callHash ^= callHash >> 32;
  }
  return true;
}

function append(from: i32, end: i32): void {
  memory.copy(callEnd, from, end - from);
  callEnd += end - from;
}

/** The member whose name, with the quote that ends it, stands here; below 0 for any other. Eight bytes at a time in little-endian. */
function memberAt(key: i32): i32 {
  const start = load<u64>(key);
  if (start === 0x6d6954746e657665) return load<u16>(key, 8) === 0x2265 ? EVENT_TIME : -1; // eventTim e"
  if (start === 0x224449746e657665) return EVENT_ID; // eventID"
  if (start === 0x4974736575716572) return load<u16>(key, 8) === 0x2244 ? REQUEST_ID : -1; // requestI D"
  // sharedEv entID"
  if (start === 0x7645646572616873) return load<u32>(key, 8) === 0x49746e65 && load<u16>(key, 12) === 0x2244 ? SHARED_EVENT_ID : -1;
  return -1;
}

function lengthOf(member: i32): i32 {
  if (member === EVENT_TIME) return 9;
  if (member === EVENT_ID) return 7;
  return member === REQUEST_ID ? 9 : 13;
}

/** Where the text begins that is a member's value, from the end of its name on; 0 where the value is no text. */
function valueAfter(from: i32): i32 {
  const colon = afterSpace(from);
  if (load<u8>(colon) !== COLON) return 0;
  const quote = afterSpace(colon + 1);
  return load<u8>(quote) === QUOTE ? quote + 1 : 0;
}

function afterSpace(from: i32): i32 {
  let at = from;
  for (let byte = load<u8>(at); byte === 0x20 || (byte >= 0x09 && byte <= 0x0d); byte = load<u8>(at)) at++;
  return at;
}

/** Where a text ends that is written in letters, digits and `_:.-`; 0 where it is not. */
function passingEnd(value: i32): i32 {
  let at = value;
  while (isPassing(load<u8>(at))) at++;
  return load<u8>(at) === QUOTE ? at : 0;
}

function isPassing(byte: u8): bool {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x2d && byte <= 0x3a && byte !== 0x2f) || byte === 0x5f;
}
