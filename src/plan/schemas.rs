//! The JSON schemas in `schemas/flightplan.dev` are those of the types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::model::Resource;
use super::model::Spec;
use super::patches::AcceleratorPatch;
use super::patches::CheckPatch;
use super::patches::ComputeClassProfilePatch;
use super::patches::FilestorePatch;
use super::patches::GcsFusePatch;
use super::patches::HyperdiskMlPatch;
use super::patches::ImagePreloadPatch;
use super::patches::ImageStreamingPatch;
use super::patches::ModelServerPatch;
use super::patches::ScaleProfilePatch;
use super::patches::SecretManagerPatch;
use super::patches::SpotPatch;

/// The schema of a resource, the kind being the only one it accepts.
fn schema<S: JsonSchema>(kind: &str) -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Resource<S>>().to_value();
    schema["title"] = Value::from(kind);
    schema["properties"]["kind"] = serde_json::json!({"const": kind});
    let mut text = serde_json::to_string_pretty(&schema).unwrap();
    text.push('\n');
    text
}

#[test]
fn committed_schemas_are_those_of_the_types() {
    for (kind, made) in [
        ("FlightPlan", schema::<Spec>("FlightPlan")),
        ("Accelerator", schema::<AcceleratorPatch>("Accelerator")),
        ("Check", schema::<CheckPatch>("Check")),
        ("ComputeClassProfile", schema::<ComputeClassProfilePatch>("ComputeClassProfile")),
        ("Filestore", schema::<FilestorePatch>("Filestore")),
        ("GcsFuse", schema::<GcsFusePatch>("GcsFuse")),
        ("HyperdiskMl", schema::<HyperdiskMlPatch>("HyperdiskMl")),
        ("ImagePreload", schema::<ImagePreloadPatch>("ImagePreload")),
        ("ImageStreaming", schema::<ImageStreamingPatch>("ImageStreaming")),
        ("ModelServer", schema::<ModelServerPatch>("ModelServer")),
        ("ScaleProfile", schema::<ScaleProfilePatch>("ScaleProfile")),
        ("SecretManager", schema::<SecretManagerPatch>("SecretManager")),
        ("Spot", schema::<SpotPatch>("Spot")),
    ] {
        let path = format!("{}/schemas/flightplan.dev/{kind}.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        similar_asserts(&committed, &made, kind);
    }
}

fn similar_asserts(committed: &str, made: &str, kind: &str) {
    let diff = similar::TextDiff::from_lines(committed, made);
    assert!(
        committed == made,
        "schemas/flightplan.dev/{kind}.json is out of date; run the test with UPDATE_EXPECT=1\n{}",
        diff.unified_diff()
    );
}
