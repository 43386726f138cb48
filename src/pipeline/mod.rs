//! The one place that names build, schema, rules and output together. It knows no argument and no stream.

mod blame;
mod check;
mod each;
mod field;
mod includes;
mod manifests;
mod pages;
mod render;
mod targets;
mod versions;

pub use blame::Blame;
pub use blame::Placing;
pub use blame::Source;
pub use blame::blame;
pub use blame::find_object;
pub use blame::full_name;
pub use check::Outcome;
pub use check::Settings;
pub use check::check;
pub use check::check_stream;
pub use check::inspect;
pub use each::each;
pub use includes::Includes;
pub use includes::is_root;
pub use pages::PAGES;
pub use render::load;
pub use render::render;
pub use targets::Choice;
pub use targets::Target;
pub use targets::targets;
pub use versions::versions;
