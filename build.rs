//! How the program is linked.

use std::env;

/// A program that may lie anywhere in memory is a list of twenty thousand addresses to be mended at each start, on 150
/// pages that have to be copied for it: half as long as a small build takes. On Linux it lies where the linker put
/// it instead: this package has no unsafe code that a random place would make harder to attack.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it.split(',').any(|it| it == value));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        if is("CARGO_CFG_TARGET_FEATURE", "crt-static") {
            println!("cargo::rustc-link-arg-bins=-static");
        }
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
