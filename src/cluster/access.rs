//! The way to a cluster, and the few requests that are made of it.

use super::fault;
use super::refusal::Refusal;
use crate::diag::Diagnostic;
use crate::object::Gvk;
use crate::object::Id;
use kube::Api;
use kube::Client;
use kube::Config;
use kube::api::DynamicObject;
use kube::api::Patch;
use kube::api::PatchParams;
use kube::api::ValidationDirective;
use kube::config::InClusterError;
use kube::config::KubeConfigOptions;
use kube::config::Kubeconfig;
use kube::config::KubeconfigError;
use kube::core::ApiResource;
use kube::core::GroupVersionKind;
use kube::discovery;
use kube::discovery::Scope;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::runtime::Runtime;

/// Who asks: fields that a dry run would set are set in this name.
const MANAGER: &str = "flightplan";

/// How a cluster is found.
#[derive(Clone, Debug)]
pub struct Access {
    /// The kubeconfig; the one that kubectl would take if it is not given, or the Pod's own account.
    pub kubeconfig: Option<PathBuf>,
    /// The context in it; its current one if none is given.
    pub context: Option<String>,
    /// How long one answer may take.
    pub timeout: Duration,
}

/// A cluster that has answered.
pub struct Cluster {
    runtime: Runtime,
    client: Client,
    address: String,
    timeout: Duration,
    kinds: BTreeMap<Gvk, Option<(ApiResource, Scope)>>,
    namespaces: BTreeMap<String, bool>,
}

/// What became of a request: an answer, a refusal of what was asked, or a fault after which nothing more can be
/// asked.
pub(super) type Answer<T> = Result<Result<T, Refusal>, Diagnostic>;

impl Cluster {
    /// Finds the cluster and asks for its version, so that nothing begins that cannot be ended.
    pub fn connect(access: &Access) -> Result<Self, Diagnostic> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| fault::unreachable("the cluster", &error.to_string()))?;
        let mut config = runtime.block_on(configuration(access))?;
        if config.root_cert.as_ref().is_some_and(Vec::is_empty) {
            return Err(fault::without_authority(config.root_cert_file.as_deref()));
        }
        config.connect_timeout = Some(access.timeout);
        config.read_timeout = Some(access.timeout);
        // A server that does not answer is not asked again: the user waits for an answer.
        config.default_retry = false;
        let address = config.cluster_url.to_string().trim_end_matches('/').to_owned();
        let client = {
            // The client starts a task of its own.
            let _inside = runtime.enter();
            Client::try_from(config).map_err(|error| fault::told(error, &address))?
        };
        let cluster = Self {
            runtime,
            client,
            address,
            timeout: access.timeout,
            kinds: BTreeMap::new(),
            namespaces: BTreeMap::new(),
        };
        // Anybody may ask for the version, so this tells whether there is a server; what follows tells who asks.
        cluster
            .wait(cluster.client.apiserver_version())?
            .map_err(|refusal| refusal.of_request(&cluster.address))?;
        Ok(cluster)
    }

    /// The address of the server.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The object as the server would keep it, if this one were applied. A namespace goes before its own.
    pub(super) fn dry_run(&mut self, id: &Id, namespace: &str, object: &Value) -> Answer<Value> {
        let Some(api) = self.api(&id.gvk, namespace)? else { return Ok(Err(Refusal::unknown_kind())) };
        let parameters = PatchParams {
            dry_run: true,
            force: true,
            field_manager: Some(MANAGER.to_owned()),
            field_validation: Some(ValidationDirective::Strict),
        };
        let patch = Patch::Apply(object);
        let answer = self.wait(api.patch(&id.name, &parameters, &patch))?;
        Ok(answer.map(|object| serde_json::to_value(object).unwrap_or_default()))
    }

    /// An object that is there, or `None`.
    pub(super) fn get(&mut self, id: &Id, namespace: &str) -> Answer<Option<Value>> {
        let Some(api) = self.api(&id.gvk, namespace)? else { return Ok(Err(Refusal::unknown_kind())) };
        let answer = self.wait(api.get_opt(&id.name))?;
        Ok(answer.map(|found| found.map(|object| serde_json::to_value(object).unwrap_or_default())))
    }

    /// Whether a kind lives in namespaces; `None` if the server does not know it.
    pub(super) fn is_namespaced(&mut self, gvk: &Gvk) -> Result<Option<bool>, Diagnostic> {
        if !self.kinds.contains_key(gvk) {
            let asked = GroupVersionKind::gvk(&gvk.group, &gvk.version, &gvk.kind);
            let found = match self.wait(discovery::pinned_kind(&self.client, &asked))? {
                Ok((resource, capabilities)) => Some((resource, capabilities.scope)),
                // The group is not there, or has no such kind.
                Err(refusal) if refusal.code == 404 || refusal.code == 0 => None,
                Err(refusal) => return Err(refusal.of_request(&self.address)),
            };
            self.kinds.insert(gvk.clone(), found);
        }
        let found = self.kinds.get(gvk).and_then(Option::as_ref);
        Ok(found.map(|(_, scope)| matches!(scope, Scope::Namespaced)))
    }

    /// Whether a namespace is there. Who may not look is taken to know that it is.
    pub(super) fn has_namespace(&mut self, name: &str) -> Result<bool, Diagnostic> {
        if let Some(known) = self.namespaces.get(name) {
            return Ok(*known);
        }
        let id = Id { gvk: Gvk::new("v1", "Namespace"), name: name.into(), namespace: "".into() };
        let there = match self.get(&id, "")? {
            Ok(found) => found.is_some(),
            Err(refusal) if refusal.code == 401 => return Err(refusal.of_request(&self.address)),
            Err(_) => true,
        };
        self.namespaces.insert(name.to_owned(), there);
        Ok(there)
    }

    fn api(&mut self, gvk: &Gvk, namespace: &str) -> Result<Option<Api<DynamicObject>>, Diagnostic> {
        let Some(namespaced) = self.is_namespaced(gvk)? else { return Ok(None) };
        let Some((resource, _)) = self.kinds.get(gvk).and_then(Option::as_ref) else { return Ok(None) };
        let client = self.client.clone();
        Ok(Some(if namespaced {
            Api::namespaced_with(client, namespace, resource)
        } else {
            Api::all_with(client, resource)
        }))
    }

    /// Waits for an answer, but not for ever.
    fn wait<T>(&self, request: impl Future<Output = kube::Result<T>>) -> Answer<T> {
        let limited = async { tokio::time::timeout(self.timeout, request).await };
        match self.runtime.block_on(limited) {
            Ok(Ok(answer)) => Ok(Ok(answer)),
            Ok(Err(kube::Error::Api(status))) => match Refusal::of(*status) {
                refusal if refusal.is_about_credentials() => Err(refusal.of_request(&self.address)),
                refusal => Ok(Err(refusal)),
            },
            Ok(Err(kube::Error::Discovery(_))) => Ok(Err(Refusal::unknown_kind())),
            Ok(Err(error)) => Err(fault::told(error, &self.address)),
            Err(_) => {
                let words = format!("no answer within {} s", self.timeout.as_secs_f32());
                Err(fault::unreachable(&self.address, &words))
            }
        }
    }
}

async fn configuration(access: &Access) -> Result<Config, Diagnostic> {
    let options = KubeConfigOptions { context: access.context.clone(), ..KubeConfigOptions::default() };
    if let Some(path) = &access.kubeconfig {
        let file = Kubeconfig::read_from(path).map_err(|error| fault::configuration(&error, Some(path)))?;
        let config = Config::from_custom_kubeconfig(file, &options).await;
        return config.map_err(|error| fault::configuration(&error, Some(path)));
    }
    let error = match Config::from_kubeconfig(&options).await {
        Ok(config) => return Ok(config),
        Err(error) => error,
    };
    // In a Pod there is no kubeconfig, but the account's own token. One that is there and broken is not passed over.
    let is_there = match &error {
        KubeconfigError::FindPath => false,
        KubeconfigError::ReadConfig(error, _) => error.kind() != ErrorKind::NotFound,
        _ => true,
    };
    if is_there || access.context.is_some() {
        return Err(fault::configuration(&error, None));
    }
    match Config::incluster() {
        Ok(config) => Ok(config),
        // Without the variables this is no Pod.
        Err(InClusterError::ReadEnvironmentVariable(_)) => Err(fault::configuration(&error, None)),
        Err(error) => Err(fault::account(&error)),
    }
}
