//! The GPU facts that typed patches and new services need, read from the catalog in `schemas/gke`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The tables of `schemas/gke/*.yaml` in one JSON object; a test keeps it up to date.
pub(super) const CATALOG: &str = include_str!("../../schemas/gke/catalog.json");

#[derive(Debug, Deserialize)]
struct Catalog {
    gpu_types: Table<BTreeMap<String, Gpu>>,
    machine_types: Table<BTreeMap<String, Shape>>,
    gpu_zones: Table<BTreeMap<String, BTreeMap<String, Vec<String>>>>,
}

#[derive(Debug, Deserialize)]
struct Table<T> {
    rows: T,
}

/// One type of GPU.
#[derive(Debug, Deserialize)]
pub(super) struct Gpu {
    /// How many one Pod may ask for.
    pub(super) quantities: Vec<u32>,
    /// The memory of one in MiB, if it is known.
    memory_mib: Option<u64>,
    /// The usual machine with each number of them.
    machine_types: BTreeMap<String, String>,
    /// Whether its machines take Hyperdisk ML; `None` if that is not known.
    pub(super) hyperdisk_ml: Option<bool>,
}

/// A machine.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Shape {
    /// Its CPUs, if they are known.
    vcpu: Option<u32>,
    /// Its memory in GB, if it is known.
    memory_gb: Option<u32>,
}

fn catalog() -> &'static Catalog {
    static CELL: OnceLock<Catalog> = OnceLock::new();
    CELL.get_or_init(|| {
        serde_json::from_str(CATALOG)
            .unwrap_or_else(|error| unreachable!("a test reads the embedded catalog: {error}"))
    })
}

/// The facts of a type of GPU; `None` if the catalog does not have it.
pub(super) fn gpu(kind: &str) -> Option<&'static Gpu> {
    catalog().gpu_types.rows.get(kind)
}

/// The names of all types.
pub fn names() -> impl Iterator<Item = &'static str> {
    catalog().gpu_types.rows.keys().map(String::as_str)
}

/// How many GPUs of a type a Pod may ask for; `None` for a type that Autopilot does not have.
pub fn quantities(kind: &str) -> Option<&'static [u32]> {
    gpu(kind).map(|gpu| gpu.quantities.as_slice())
}

/// The memory of one GPU of a type in MiB, if the catalog knows it.
pub fn memory_mib(kind: &str) -> Option<u64> {
    gpu(kind)?.memory_mib
}

/// The zones of a region with a type of GPU, as far as the catalog knows.
pub fn zones(kind: &str, region: &str) -> Vec<String> {
    let letters = catalog().gpu_zones.rows.get(kind).and_then(|regions| regions.get(region));
    letters.into_iter().flatten().map(|letter| format!("{region}-{letter}")).collect()
}

/// The usual machine with a number of GPUs of a type: its CPUs and its memory in GB, if the catalog
/// knows them.
pub(super) fn shape(kind: &str, count: u32) -> Option<(u32, u32)> {
    let machine = gpu(kind)?.machine_types.get(&count.to_string())?;
    let shape = catalog().machine_types.rows.get(machine)?;
    Some((shape.vcpu?, shape.memory_gb?))
}

#[cfg(test)]
mod tests {
    use super::gpu;
    use super::names;
    use super::shape;

    #[test]
    fn the_catalog_is_read() {
        assert!(names().count() > 5);
        assert_eq!(gpu("nvidia-l4").unwrap().quantities, [1, 2, 4, 8]);
        assert_eq!(gpu("nvidia-tesla-t4").unwrap().hyperdisk_ml, Some(false));
        assert_eq!(shape("nvidia-l4", 1), Some((12, 48)));
        assert_eq!(shape("nvidia-l4", 2), Some((24, 96)));
        assert!(shape("nvidia-l4", 3).is_none());
    }
}
