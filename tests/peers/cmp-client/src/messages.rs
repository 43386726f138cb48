//! The messages of `plugin.ConfigManagementPluginService`, with the field numbers of Argo CD's plugin.proto.

/// A piece of the request.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AppStreamRequest {
    #[prost(oneof = "Piece", tags = "1, 2")]
    pub(crate) piece: Option<Piece>,
}

/// What a piece is.
#[derive(Clone, PartialEq, prost::Oneof)]
pub(crate) enum Piece {
    /// The first one.
    #[prost(message, tag = "1")]
    Metadata(Metadata),
    /// All others.
    #[prost(message, tag = "2")]
    File(File),
}

/// What the archive is.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Metadata {
    #[prost(string, tag = "1")]
    pub(crate) app_name: String,
    #[prost(string, tag = "2")]
    pub(crate) app_rel_path: String,
    /// SHA-256 of the archive, in hexadecimal digits.
    #[prost(string, tag = "3")]
    pub(crate) checksum: String,
    #[prost(int64, tag = "4")]
    pub(crate) size: i64,
    #[prost(message, repeated, tag = "5")]
    pub(crate) env: Vec<EnvEntry>,
}

/// A variable for the plugin.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct EnvEntry {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
}

/// Bytes of the archive.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct File {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) chunk: Vec<u8>,
}

/// The answer of `GenerateManifest`: one JSON text an object.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ManifestResponse {
    #[prost(string, repeated, tag = "1")]
    pub(crate) manifests: Vec<String>,
}

/// The answer of `MatchRepository`.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct RepositoryResponse {
    #[prost(bool, tag = "1")]
    pub(crate) is_supported: bool,
    #[prost(bool, tag = "2")]
    pub(crate) is_discovery_enabled: bool,
}

/// The answer of `CheckPluginConfiguration`.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ConfigurationResponse {
    #[prost(bool, tag = "1")]
    pub(crate) is_discovery_configured: bool,
    #[prost(bool, tag = "2")]
    pub(crate) provide_git_creds: bool,
}

/// The answer of `GetParametersAnnouncement`.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ParametersResponse {
    #[prost(message, repeated, tag = "1")]
    pub(crate) announcements: Vec<Announcement>,
}

/// A parameter.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Announcement {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) title: String,
    #[prost(string, tag = "3")]
    pub(crate) tooltip: String,
    #[prost(bool, tag = "4")]
    pub(crate) required: bool,
    #[prost(string, tag = "5")]
    pub(crate) item_type: String,
    #[prost(string, tag = "6")]
    pub(crate) collection_type: String,
    #[prost(string, tag = "7")]
    pub(crate) string: String,
    #[prost(string, repeated, tag = "8")]
    pub(crate) array: Vec<String>,
}
