//! The order of keys: go-yaml v2's natural order (`a2` before `a10`, signs before digits before letters).

use crate::yaml::node::Entry;

/// Up to this many entries are sorted in place.
const FEW: usize = 24;

/// Puts entries into the order in which they are printed.
///
/// The standard sort may panic on go-yaml's order, which is not total: `a1b < a2 < a10 < a1b`. (Where
/// keys make such a circle kustomize's own output changes from run to run.)
pub(super) fn sort(entries: &mut [&Entry]) {
    if entries.is_sorted_by(|a, b| !less(&b.key, &a.key)) {
        return;
    }
    if entries.len() > FEW {
        let sorted = merge_sort(entries.to_vec());
        entries.copy_from_slice(&sorted);
        return;
    }
    for end in 1..entries.len() {
        for at in (1..=end).rev() {
            match entries.get(at - 1..=at) {
                Some([before, after]) if less(&after.key, &before.key) => entries.swap(at - 1, at),
                _ => break,
            }
        }
    }
}

/// Sorts by halves.
fn merge_sort(mut entries: Vec<&Entry>) -> Vec<&Entry> {
    if entries.len() < 2 {
        return entries;
    }
    let right = merge_sort(entries.split_off(entries.len() / 2));
    let left = merge_sort(entries);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if less(&b.key, &a.key) { right.next() } else { left.next() };
        merged.extend(next);
    }
    merged.extend(left.chain(right));
    merged
}

/// True if `a` is printed before `b`.
fn less(a: &str, b: &str) -> bool {
    // Keys that part at two letters need no look at the rest.
    let parting = a.bytes().zip(b.bytes()).find(|(a, b)| a != b);
    match parting {
        Some((a, b)) if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => a < b,
        None => a.len() < b.len(),
        Some(_) => {
            let a: Vec<char> = a.chars().collect();
            let b: Vec<char> = b.chars().collect();
            less_letters(&a, &b)
        }
    }
}

fn less_letters(a: &[char], b: &[char]) -> bool {
    let Some((at, (left, right))) = a.iter().zip(b).enumerate().find(|(_, (left, right))| left != right)
    else {
        return a.len() < b.len();
    };
    match (left.is_alphabetic(), right.is_alphabetic()) {
        (true, true) => return left < right,
        (false, false) => {}
        (_, right_is_letter) => return right_is_letter,
    }
    // A zero inside a number counts as a digit of that number, not as a leading zero.
    let mut start = 0i64;
    if *left == '0' || *right == '0' {
        let before = a.get(..at).unwrap_or_default().iter().rev().take_while(|letter| letter.is_numeric());
        start = i64::from(before.into_iter().any(|digit| *digit != '0'));
    }
    let (left_number, left_length) = number(a.get(at..).unwrap_or_default(), start);
    let (right_number, right_length) = number(b.get(at..).unwrap_or_default(), start);
    if left_number != right_number {
        return left_number < right_number;
    }
    if left_length != right_length {
        return left_length < right_length;
    }
    left < right
}

/// The digits at the front as a number that continues `start`, and how many they are.
fn number(text: &[char], start: i64) -> (i64, usize) {
    let digits = text.iter().take_while(|letter| letter.is_numeric());
    digits.fold((start, 0), |(number, count), digit| {
        let value = i64::from(u32::from(*digit)) - i64::from(u32::from('0'));
        (number.wrapping_mul(10).wrapping_add(value), count + 1)
    })
}
