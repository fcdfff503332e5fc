// Replaces the draft opcode of the fused multiply-add of relaxed SIMD by the final one:
//   node web/tools/final-opcodes.mjs program.wasm
// clang 14 and binaryen 108 write the opcode of an early draft (0xFD 0xAF 0x01), browsers read the
// final one (0xFD 0x85 0x02), which has the same length. The tool decodes the code section instruction
// by instruction, so that it never changes the bytes of a constant. It writes nothing if its count
// differs from that of wasm-dis.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const draft = [0xaf, 0x01];
const final = [0x85, 0x02];
const codeSection = 10;

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    if (this.at >= this.bytes.length) throw new Error('the module ends within an instruction');
    return this.bytes[this.at++];
  }
  /** An unsigned LEB128 number. Also skips signed ones. */
  leb() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const b = this.byte();
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) return value;
    }
  }
  skip(count) {
    this.at += count;
  }
}

/** Skips `count` LEB128 numbers. */
const lebs = (count) => (r) => {
  for (let i = 0; i < count; i++) r.leb();
};
const none = () => {};
const bytes = (count) => (r) => r.skip(count);
const memoryLane = (r) => {
  lebs(2)(r);
  r.skip(1);
};
const vector = (r) => lebs(r.leb())(r);

function range(table, from, to, skipper) {
  for (let op = from; op <= to; op++) table.set(op, skipper);
}

const plain = new Map();
range(plain, 0x00, 0x01, none); // unreachable, nop
range(plain, 0x02, 0x04, lebs(1)); // block, loop, if: block type
range(plain, 0x05, 0x05, none);
range(plain, 0x06, 0x09, lebs(1)); // try, catch, throw, rethrow
range(plain, 0x0b, 0x0b, none);
range(plain, 0x0c, 0x0d, lebs(1));
plain.set(0x0e, (r) => {
  vector(r);
  r.leb();
});
range(plain, 0x0f, 0x0f, none);
range(plain, 0x10, 0x10, lebs(1));
range(plain, 0x11, 0x11, lebs(2));
range(plain, 0x12, 0x12, lebs(1));
range(plain, 0x13, 0x13, lebs(2));
range(plain, 0x18, 0x18, lebs(1)); // delegate
range(plain, 0x19, 0x1b, none);
plain.set(0x1c, vector); // select with types
range(plain, 0x20, 0x26, lebs(1));
range(plain, 0x28, 0x3e, lebs(2)); // loads and stores: alignment, offset
range(plain, 0x3f, 0x42, lebs(1));
range(plain, 0x43, 0x43, bytes(4));
range(plain, 0x44, 0x44, bytes(8));
range(plain, 0x45, 0xc4, none);
range(plain, 0xd0, 0xd0, lebs(1));
range(plain, 0xd1, 0xd1, none);
range(plain, 0xd2, 0xd2, lebs(1));

const miscellaneous = new Map();
range(miscellaneous, 0, 7, none);
for (const [op, count] of [[8, 2], [9, 1], [10, 2], [11, 1], [12, 2], [13, 1], [14, 2], [15, 1], [16, 1], [17, 1]])
  miscellaneous.set(op, lebs(count));

const simd = new Map();
range(simd, 0, 11, lebs(2)); // loads and the store
range(simd, 12, 13, bytes(16)); // v128.const, i8x16.shuffle
range(simd, 14, 20, none);
range(simd, 21, 34, bytes(1)); // lanes
range(simd, 35, 83, none);
range(simd, 84, 91, memoryLane);
range(simd, 92, 93, lebs(2));
range(simd, 94, 0x1ff, none);

const atomic = new Map();
range(atomic, 0x03, 0x03, bytes(1));
for (const [from, to] of [[0x00, 0x02], [0x10, 0x4e]]) range(atomic, from, to, lebs(2));

const prefixed = new Map([[0xfc, miscellaneous], [0xfd, simd], [0xfe, atomic]]);

/** Decodes a function body and returns the offsets of draft opcodes. */
function draftsIn(reader, end) {
  const found = [];
  while (reader.at < end) {
    const start = reader.at;
    const first = reader.byte();
    const table = prefixed.get(first);
    const at = reader.at;
    const op = table ? reader.leb() : first;
    const skipper = (table ?? plain).get(op);
    if (!skipper) throw new Error(`unknown instruction ${first.toString(16)} ${op.toString(16)} at byte ${start}`);
    if (first === 0xfd && op === 0xaf) found.push(at);
    skipper(reader);
  }
  if (reader.at !== end) throw new Error(`a function does not end at byte ${end}`);
  return found;
}

export function draftOpcodes(module) {
  const reader = new Reader(module, 8);
  const found = [];
  while (reader.at < module.length) {
    const section = reader.byte();
    const size = reader.leb();
    const next = reader.at + size;
    if (section === codeSection) {
      for (let functions = reader.leb(); functions > 0; functions--) {
        const length = reader.leb();
        const end = reader.at + length;
        for (let groups = reader.leb(); groups > 0; groups--) {
          reader.leb(); // number of locals
          reader.skip(1); // their type
        }
        found.push(...draftsIn(reader, end));
      }
    }
    reader.at = next;
  }
  return found;
}

function main(file) {
  const module = readFileSync(file);
  const found = draftOpcodes(module);
  const text = execFileSync('wasm-dis', ['--all-features', file], { maxBuffer: 2 ** 30, encoding: 'utf8' });
  const expected = text.split('f32x4.relaxed_fma').length - 1;
  if (found.length !== expected)
    throw new Error(`${file}: ${found.length} draft opcodes found, but wasm-dis counts ${expected}. Nothing was changed`);
  if (found.length === 0) throw new Error(`${file}: it has no fused multiply-add`);
  for (const at of found) {
    if (module[at] !== draft[0] || module[at + 1] !== draft[1])
      throw new Error(`${file}: the opcode at byte ${at} is not two bytes long`);
    module.set(final, at);
  }
  writeFileSync(file, module);
  console.log(`${file}: ${found.length} fused multiply-adds have their final opcode`);
}

if (import.meta.url === `file://${process.argv[1]}` || process.argv[1]?.endsWith('final-opcodes.mjs')) {
  try {
    main(process.argv[2]);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
