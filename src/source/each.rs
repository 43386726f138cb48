//! Many things at once.

use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

/// The items that one worker takes, each with its place.
pub type Mine<'i, T> = dyn Iterator<Item = (usize, &'i T)> + 'i;

/// Lets workers take items until none is left, one worker for each processor of the machine but no more than
/// `most`, and gives what each has made of its share. The caller is one of them, so that a single worker needs no
/// thread.
pub fn shares<T: Sync, R: Send>(
    items: &[T],
    most: usize,
    work: impl Fn(&mut Mine<'_, T>) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        work(&mut std::iter::from_fn(|| {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        }))
    };
    let most = most.min(items.len());
    let threads = if most < 2 { 1 } else { processors().min(most) };
    thread::scope(|scope| {
        // Where no more threads can be had, those that are there do all.
        let start = |_| thread::Builder::new().spawn_scoped(scope, take).ok();
        let others: Vec<_> = (1..threads).map_while(start).collect();
        let mut results = vec![take()];
        let ends = others.into_iter().map(thread::ScopedJoinHandle::join);
        results.extend(ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        results
    })
}

/// How many processors there are. It takes the system a dozen files to say.
fn processors() -> usize {
    static KNOWN: OnceLock<usize> = OnceLock::new();
    *KNOWN.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// Runs `work` on each item on all processors, and gives the results in the order of the items.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    each_on(usize::MAX, items, work)
}

/// As [`each`], on no more than so many processors.
pub fn each_on<T: Sync, R: Send>(most: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_order(shares(items, most, |mine| mine.map(|(index, item)| (index, work(item))).collect()))
}

/// Puts results in the order of their items.
pub fn in_order<R>(shares: Vec<Vec<(usize, R)>>) -> Vec<R> {
    let mut results: Vec<(usize, R)> = shares.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn keeps_the_order() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(each(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(each(&[] as &[u8], |item| *item).is_empty());
    }
}
