//! `cmp-client SOCKET METHOD ROOT APP TIMES SECONDS [NAME=VALUE…]`: sends a repository to Argo CD's plugin server
//! as the repo-server does, TIMES at once, each with a deadline, and prints the answers, one line an item.
//! What the server refuses goes to stderr, and the exit code is 1.

mod messages;

use hyper_util::rt::TokioIo;
use messages::AppStreamRequest;
use messages::ConfigurationResponse;
use messages::EnvEntry;
use messages::File;
use messages::ManifestResponse;
use messages::Metadata;
use messages::ParametersResponse;
use messages::Piece;
use messages::RepositoryResponse;
use sha2::Digest as _;
use std::process::Command;
use std::process::ExitCode;
use std::process::Stdio;
use std::time::Duration;
use tokio::net::UnixStream;
use tonic::Request;
use tonic::Status;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::transport::Endpoint;
use tonic_prost::ProstCodec;

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// As many bytes as the repo-server puts into one message.
const CHUNK: usize = 1024;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Fault::from)
        .and_then(|runtime| runtime.block_on(run(&arguments)));
    match done {
        Ok(lines) => {
            println!("{}", lines.join("\n"));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[String]) -> Result<Vec<String>, Fault> {
    let [socket, method, root, app, times, seconds, env @ ..] = arguments else {
        return Err("usage: cmp-client SOCKET METHOD ROOT APP TIMES SECONDS [NAME=VALUE…]".into());
    };
    let seconds = Duration::from_millis((seconds.parse::<f64>()? * 1000.0) as u64);
    let pieces = pieces(root, app, env)?;
    let mut all = Vec::new();
    for _ in 0..times.parse()? {
        let (socket, method, pieces) = (socket.clone(), method.clone(), pieces.clone());
        all.push(tokio::spawn(async move { call(socket, &method, pieces, seconds).await }));
    }
    let mut lines = Vec::new();
    for one in all {
        lines.extend(one.await??);
    }
    Ok(lines)
}

/// The archive of a repository, cut into the messages of a request.
fn pieces(root: &str, app: &str, env: &[String]) -> Result<Vec<AppStreamRequest>, Fault> {
    let tar = Command::new("tar").args(["-czf", "-", "-C", root, "."]).stderr(Stdio::inherit()).output()?;
    if !tar.status.success() {
        return Err("tar failed".into());
    }
    let checksum = sha2::Sha256::digest(&tar.stdout).iter().map(|byte| format!("{byte:02x}")).collect();
    let variable = |text: &String| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        EnvEntry { name: name.to_owned(), value: value.to_owned() }
    };
    let metadata = Metadata {
        app_name: "test".to_owned(),
        app_rel_path: app.to_owned(),
        checksum,
        size: i64::try_from(tar.stdout.len())?,
        env: env.iter().map(variable).collect(),
    };
    let files = tar.stdout.chunks(CHUNK).map(|chunk| Piece::File(File { chunk: chunk.to_vec() }));
    let all = std::iter::once(Piece::Metadata(metadata)).chain(files);
    Ok(all.map(|piece| AppStreamRequest { piece: Some(piece) }).collect())
}

async fn connect(socket: String) -> Result<Channel, Fault> {
    // The address is not used: the connection goes to the socket.
    let endpoint = Endpoint::from_static("http://socket");
    let channel = endpoint.connect_with_connector(tower::service_fn(move |_: tonic::transport::Uri| {
        let socket = socket.clone();
        async move { Ok::<_, std::io::Error>(TokioIo::new(UnixStream::connect(socket).await?)) }
    }));
    Ok(channel.await?)
}

async fn call(
    socket: String,
    method: &str,
    pieces: Vec<AppStreamRequest>,
    limit: Duration,
) -> Result<Vec<String>, Fault> {
    let channel = connect(socket).await?;
    match method {
        "CheckPluginConfiguration" => {
            let mut grpc = Grpc::new(channel);
            grpc.ready().await?;
            let answer: ConfigurationResponse =
                grpc.unary(Request::new(()), path(method)?, ProstCodec::default()).await?.into_inner();
            Ok(vec![format!("discovery {}", answer.is_discovery_configured)])
        }
        "MatchRepository" => {
            let answer: RepositoryResponse = stream(channel, method, pieces, limit).await?;
            Ok(vec![format!("supported {} discovery {}", answer.is_supported, answer.is_discovery_enabled)])
        }
        "GenerateManifest" => {
            let answer: ManifestResponse = stream(channel, method, pieces, limit).await?;
            Ok(answer.manifests)
        }
        "GetParametersAnnouncement" => {
            let answer: ParametersResponse = stream(channel, method, pieces, limit).await?;
            let line = |it: &messages::Announcement| {
                let value =
                    if it.collection_type == "array" { it.array.join(",") } else { it.string.clone() };
                [&it.name, &it.collection_type, &it.item_type, &it.required.to_string(), &value]
                    .map(String::as_str)
                    .join("\t")
            };
            Ok(answer.announcements.iter().map(line).collect())
        }
        _ => Err(format!("there is no method {method}").into()),
    }
}

async fn stream<A: prost::Message + Default + 'static>(
    channel: Channel,
    method: &str,
    pieces: Vec<AppStreamRequest>,
    limit: Duration,
) -> Result<A, Fault> {
    let mut grpc = Grpc::new(channel).max_decoding_message_size(100 << 20);
    grpc.ready().await?;
    let mut request = Request::new(tokio_stream::iter(pieces));
    // The header tells the server; the client waits a little longer, to hear what the server says of it.
    request.metadata_mut().insert("grpc-timeout", format!("{}m", limit.as_millis()).parse()?);
    let codec: ProstCodec<AppStreamRequest, A> = ProstCodec::default();
    let answer = grpc.client_streaming(request, path(method)?, codec);
    match tokio::time::timeout(limit + Duration::from_secs(10), answer).await {
        Ok(answer) => Ok(answer
            .map_err(|status: Status| format!("{:?}: {}", status.code(), status.message()))?
            .into_inner()),
        Err(_) => Err("the server said nothing for 10 seconds after the deadline".into()),
    }
}

fn path(method: &str) -> Result<PathAndQuery, Fault> {
    Ok(PathAndQuery::try_from(format!("/plugin.ConfigManagementPluginService/{method}"))?)
}
