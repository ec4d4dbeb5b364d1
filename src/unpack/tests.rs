//! What the build would spell by hand, put together.

use super::*;

#[test]
fn what_is_before_and_after_the_code_stays() {
    assert_eq!(unpacked(&[(BEFORE, b"\0asm"), (AFTER, b"data")]), b"\0asmdata");
}

#[test]
fn a_column_may_have_any_length() {
    for length in (0..=200).chain([8_099, 8_100, 76_413]) {
        let bytes = vec![7; length];
        assert_eq!(unpacked(&[(BEFORE, &bytes), (AFTER, b"after")]), [&bytes[..], b"after"].concat());
    }
}

#[test]
fn a_rare_byte_has_two_letters() {
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(unpacked(&[(BEFORE, &all)]), all);
}

#[test]
fn a_function_has_its_size_its_locals_and_its_numbers() {
    // Two i32: local.get 1, i32.load offset=300 of natural alignment, call 7, end.
    let columns = [
        (OPCODES, &[0x20, 0x28, 0x10, END][..]),
        (LOCALS, &[3, 1, 2, 0x7f]),
        (ALIGNMENTS, &[0]),
        (LOADS, &[0xac, 0x02]),
        (16 * 3, &[7]),
        (16 * 8 + 3, &[1]),
    ];
    let body = [1, 2, 0x7f, 0x20, 1, 0x28, 2, 0xac, 0x02, 0x10, 7, END];
    assert_eq!(unpacked(&columns), [&[12][..], &body].concat());
}

#[test]
fn stores_have_offsets_of_their_own_and_any_alignment() {
    let columns = [
        (OPCODES, &[0x36, 0x28, END][..]),
        (LOCALS, &[1, 0]),
        (ALIGNMENTS, &[3, 2]),
        (LOADS, &[4]),
        (STORES, &[8]),
    ];
    assert_eq!(unpacked(&columns), [8, 0, 0x36, 1, 8, 0x28, 0, 4, END]);
}

#[test]
fn blocks_end_before_their_function_does() {
    let columns = [(OPCODES, &[0x02, END, END, END][..]), (LOCALS, &[1, 0, 1, 0]), (16 * BLOCK, &[0x40])];
    assert_eq!(unpacked(&columns), [5, 0, 0x02, 0x40, END, END, 2, 0, END]);
}

#[test]
fn what_is_kept_whole_is_no_opcode() {
    let columns = [(OPCODES, &[RARE, END][..]), (LOCALS, &[1, 0]), (RARITIES, &[3, 0xfc, 0x0b, 0])];
    assert_eq!(unpacked(&columns), [5, 0, 0xfc, 0x0b, 0, END]);
}

#[test]
fn a_large_function_has_a_longer_size() {
    for length in [126, 127, 300, 16_381, 16_382] {
        let opcodes = [vec![0x1a; length - 1], vec![END]].concat();
        let module = unpacked(&[(OPCODES, &opcodes), (LOCALS, &[1, 0])]);
        let size = length + 1;
        let mut leb = vec![(size & 127) as u8];
        for left in [size >> 7, size >> 14].into_iter().filter(|&left| left > 0) {
            *leb.last_mut().unwrap() |= 128;
            leb.push((left & 127) as u8);
        }
        assert_eq!(module, [leb, vec![0], opcodes].concat());
    }
}

fn unpacked(columns: &[(usize, &[u8])]) -> Vec<u8> {
    let text = spelled(columns);
    let mut module = vec![0; 2 * text.len()];
    let length = unpack(&text, &mut module);
    module.truncate(length);
    module
}

/// Bytes below 90 are frequent.
fn spelled(columns: &[(usize, &[u8])]) -> Vec<u8> {
    let texts = (0..OPTIONS).map(|column| match columns.iter().find(|(known, _)| *known == column) {
        Some((_, bytes)) => bytes.iter().flat_map(|&byte| letters(byte.into())).collect(),
        None => Vec::new(),
    });
    let texts: Vec<Vec<u8>> = texts.collect();
    let figure = |row: usize, at: usize| match row {
        0 => usize::from(at >= LETTERS),
        1 => KINDS.iter().find(|(opcode, _)| usize::from(*opcode) == at).map_or(0, |(_, kind)| *kind),
        2 => CONTEXTS.iter().find(|(opcode, _)| usize::from(*opcode) == at).map_or(0, |(_, told)| *told),
        row => texts[at].len() / LETTERS.pow(row as u32 - 3) % LETTERS,
    };
    let figures = (0..6).flat_map(|row| (0..OPTIONS).map(move |at| (row, at)));
    let ahead: Vec<u8> = figures.map(|(row, at)| letters(figure(row, at))[0]).collect();
    [ahead, texts.concat()].concat()
}

/// As `scripts/build/spell.mjs` would.
fn letters(figure: usize) -> Vec<u8> {
    let letter = match (figure % LETTERS) as u8 + b'#' {
        b'\\' => b' ',
        b'<' => b'!',
        letter => letter,
    };
    match figure / LETTERS {
        0 => vec![letter],
        1 => vec![b'}', letter],
        _ => vec![b'~', letter],
    }
}

const KINDS: [(u8, usize); 5] = [(0x02, BLOCK), (0x10, 3), (0x20, 8), (0x28, MEMORY), (0x36, MEMORY)];
/// Loads and stores tell their natural alignment, i32.load 2 and i32.store 2.
const CONTEXTS: [(u8, usize); 2] = [(0x28, 3), (0x36, 7)];
