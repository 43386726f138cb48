//! Fixes findings in the files that own them, in rounds: what a fix uncovers is fixed in the next one. Each
//! round is rendered and checked before it counts, and nothing is written here.

mod rounds;
#[cfg(test)]
mod tests;
mod texts;

pub use rounds::Fixing;
pub use rounds::fix;
pub use texts::Change;
