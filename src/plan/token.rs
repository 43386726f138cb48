//! How a server gets its token for Hugging Face: from a Secret, or from a file of Secret Manager.

use super::change;
use super::target::Server;
use super::write::Author;
use crate::object::Object;
use crate::object::templates;
use crate::source::Trace;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;

/// The variable that holds the token.
pub(super) const VARIABLE: &str = "HF_TOKEN";
/// The variable that names a file with the token.
pub(super) const PATH_VARIABLE: &str = "HF_TOKEN_PATH";
/// The volume with that file.
pub(super) const VOLUME: &str = "hf-token";

/// What a container and its Pod must have to get the token.
#[derive(Default)]
pub(super) struct Token {
    env: Option<Node>,
    mount: Option<Node>,
    volume: Option<Node>,
    account: Option<Node>,
}

impl Token {
    /// How the server gets it; all parts are absent if the model needs none.
    pub(super) fn of(server: &Server, objects: &[Object]) -> Self {
        Self::read(&server.container, server.pod(objects))
    }

    /// How the Pods of a Job get it that an earlier run made: the server may have no use for a token since.
    pub(super) fn of_job(job: &Object) -> Self {
        let pod = job.root.at(&["spec", "template", "spec"]);
        let container = pod.and_then(|pod| pod.get("containers")?.items().next());
        container.map_or_else(Self::default, |container| Self::read(container, pod))
    }

    /// True if there is none.
    pub(super) fn is_absent(&self) -> bool {
        self.env.is_none()
    }

    fn read(container: &Node, pod: Option<&Node>) -> Self {
        let named = |list: Option<&Node>, name: &str| {
            list.and_then(|list| list.items().find(|it| it.str_at(&["name"]) == Some(name)).cloned())
        };
        let env = |name: &str| named(container.get("env"), name);
        if let Some(env) = env(VARIABLE) {
            return Self { env: Some(env), ..Self::default() };
        }
        let (Some(env), Some(pod)) = (env(PATH_VARIABLE), pod) else { return Self::default() };
        Self {
            env: Some(env),
            mount: named(container.get("volumeMounts"), VOLUME),
            volume: named(pod.get("volumes"), VOLUME),
            account: pod.get("serviceAccountName").cloned(),
        }
    }

    /// Gives the token to the first container of a Pod spec.
    pub(super) fn give(self, pod: &mut Node) {
        if let Some(container) =
            pod.get_mut("containers").and_then(Node::as_seq_mut).and_then(|all| all.first_mut())
        {
            push(container, "env", self.env);
            push(container, "volumeMounts", self.mount);
        }
        push(pod, "volumes", self.volume);
        if let (Some(account), Some(map)) = (self.account, pod.as_map_mut()) {
            map.insert("serviceAccountName", account);
        }
    }
}

fn push(node: &mut Node, key: &str, element: Option<Node>) {
    let (Some(element), Some(map)) = (element, node.as_map_mut()) else { return };
    let origin = element.origin;
    let list = map.get_or_insert_with(key, || Node::new(Data::Seq(Vec::new()), origin));
    if let Some(list) = list.as_seq_mut() {
        list.push(element);
    }
}

/// Takes the token from a server that has no use for it.
pub(super) fn drop(server: &Server, objects: &mut Vec<Object>, author: &Author<'_>, trace: &mut Trace) {
    let place = author.place();
    let delete = |key: &str, value: &str| {
        let map: Map = [(key, value), ("$patch", "delete")]
            .into_iter()
            .map(|(key, text)| Entry { key: key.into(), key_origin: place, value: Node::text(text, place) })
            .collect();
        Node::new(Data::Map(map), place)
    };
    let nest = |keys: &[&str], value: Node| {
        keys.iter().rev().fold(value, |value, key| {
            let mut map = Map::default();
            map.push(Entry { key: (*key).into(), key_origin: place, value });
            Node::new(Data::Map(map), place)
        })
    };
    let seq = |element: Node| Node::new(Data::Seq(vec![element]), place);
    let mut container = Map::default();
    container.insert("name", Node::text(server.container_name(), place));
    let env: Vec<Node> = [VARIABLE, PATH_VARIABLE]
        .into_iter()
        .filter(|name| server.env(name).is_some())
        .map(|name| delete("name", name))
        .collect();
    if env.is_empty() {
        return;
    }
    container.insert("env", Node::new(Data::Seq(env), place));
    let mount = Token::of(server, objects).mount;
    let folder = mount.as_ref().and_then(|mount| mount.str_at(&["mountPath"]));
    let mut pod = Map::default();
    if let Some(folder) = folder {
        container.insert("volumeMounts", seq(delete("mountPath", folder)));
        pod.insert("volumes", seq(delete("name", VOLUME)));
    }
    pod.insert("containers", seq(Node::new(Data::Map(container), place)));
    let patch = nest(&["spec", "template", "spec"], Node::new(Data::Map(pod), place));
    let class = Token::of(server, objects).volume;
    let class = class.as_ref().and_then(|it| it.str_at(&["csi", "volumeAttributes", "secretProviderClass"]));
    change::merge(objects, server.index, patch, author, trace);
    // What nobody mounts any more goes as well.
    if let Some(class) = class.filter(|class| !objects.iter().any(|object| mounts(object, class))) {
        objects.retain(|object| object.kind() != "SecretProviderClass" || object.name() != class);
    }
}

fn mounts(object: &Object, class: &str) -> bool {
    let path = ["csi", "volumeAttributes", "secretProviderClass"];
    templates(object).iter().any(|pods| pods.volumes().iter().any(|it| it.str_at(&path) == Some(class)))
}
