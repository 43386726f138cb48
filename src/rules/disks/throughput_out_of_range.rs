use super::disk;
use crate::object::Object;
use crate::object::Quantity;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A throughput that Hyperdisk ML does not have
    ///
    /// ## Why
    /// Hyperdisk ML provisions at least 400 MiB/s, or 0.12 MiB/s for each GiB, and at most 1,600 MiB/s for each GiB and
    /// 2,097,152 MiB/s in all. The disk is not made otherwise.
    ///
    /// ```yaml fail
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   provisioned-throughput-on-create: 100Mi  # flag
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Fix
    /// Choose a throughput in that range, or leave the parameter out.
    ///
    /// ```yaml pass
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   provisioned-throughput-on-create: 2400Mi
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Source
    /// A summary of <https://cloud.google.com/compute/docs/disks/hd-types/hyperdisk-ml>, 2026-03-31, and
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165.
    "throughput-out-of-range", Error, &["StorageClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if !disk::is_own(object) || object.root.str_at(&["parameters", "type"]) != Some(disk::HYPERDISK_ML) {
        return;
    }
    let Some(node) = object.root.at(&["parameters", "provisioned-throughput-on-create"]) else { return };
    let Some(asked) = Quantity::of(node) else {
        cx.flag(node.origin, "this is not a throughput").help("write MiB/s with the unit, such as `2400Mi`");
        return;
    };
    let table = &cx.catalog().hyperdisk_ml;
    let limits = &table.rows.throughput_mib_s;
    let mut least = Quantity::mib(limits.min);
    let mut most = Quantity::mib(limits.max);
    let mut claim_at = None;
    for claim in cx.all("PersistentVolumeClaim") {
        let named = claim.root.str_at(&["spec", "storageClassName"]) == Some(object.name());
        let size = claim.root.at(&["spec", "resources", "requests", "storage"]).filter(|_| named);
        let Some((size, amount)) = size.and_then(|size| Some((size, Quantity::of(size)?.per_gib()))) else {
            continue;
        };
        // A claim that binds to a volume that is there makes no disk.
        if links::volume(cx, claim).is_some() {
            continue;
        }
        let (own_least, own_most) = (
            amount.times(limits.min_per_gib).times(Quantity::mib(1)),
            amount.times(Quantity::mib(limits.max_per_gib)),
        );
        if own_least > least || own_most < most {
            claim_at = Some(size);
        }
        (least, most) = (least.max(own_least), most.min(own_most));
    }
    if asked < least || asked > most {
        let write = |it: Quantity| format!("{} MiB/s", it.per_gib().times(Quantity::whole(1024)).decimal());
        let mut flag = cx
            .flag(
                node.origin,
                format!(
                    "the throughput is {}, but {} to {} are possible",
                    write(asked),
                    write(least),
                    write(most)
                ),
            )
            .by(table.status)
            .help("choose a throughput in that range, or leave the parameter out");
        if let Some(size) = claim_at {
            flag = flag.also(size.origin, "for a disk of this size");
        }
        let _ = flag;
    }
}
