#!/usr/bin/env python3
"""Writes the schemas that Flightplan embeds, as text that a person can review.

    python3 schemas/generate.py [CRDS]     (needs pip, go and a connection to their registries; CRDS is a folder
                                            with the CRDs of GoogleCloudPlatform/prometheus-engine)
    UPDATE_EXPECT=1 cargo test --lib schema::   (packs the text into schemas/builtin.bin)

Sources, all Apache-2.0 (see NOTICE):
  kubernetes-validate on PyPI     types, required fields, list and merge keys of each Kubernetes minor
  k8s.io/api as a Go module       closed sets of values, scopes, smallest and largest values
  other Go modules (MODULES)      CustomResourceDefinitions
Prose is dropped. `facts.tsv` beside the output adds what those sources leave to the API server's code.
`schemas/crds/*.types` that are not listed in MODULES are written by hand and left alone.
The format is told in schemas/README.md.
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PYPI = ["kubernetes-validate==1.37.0", "PyYAML==6.0.3"]
API = "k8s.io/api@v0.37.0"

# Output name, Go module, folder or files of its CRDs.
MODULES = [
    ("snapshot.storage.k8s.io", "github.com/kubernetes-csi/external-snapshotter/client/v8@v8.7.0",
     ["config/crd/*.yaml"]),
    ("secrets-store.csi.x-k8s.io", "sigs.k8s.io/secrets-store-csi-driver@v1.5.3", ["config/crd/bases/*.yaml"]),
    ("gateway.networking.k8s.io", "sigs.k8s.io/gateway-api@v1.6.3", ["config/crd/experimental/gateway*.yaml"]),
    ("leaderworkerset.x-k8s.io", "sigs.k8s.io/lws@v0.7.0", ["config/crd/bases/*.yaml"]),
    ("inference.networking.k8s.io", "sigs.k8s.io/gateway-api-inference-extension@v1.2.0", ["config/crd/bases/*.yaml"]),
    ("jobset.x-k8s.io", "sigs.k8s.io/jobset@v0.10.1", ["config/components/crd/bases/*.yaml"]),
    ("cert-manager.io", "github.com/cert-manager/cert-manager@v1.19.1", ["deploy/crds/*.yaml"]),
    ("argoproj.io", "github.com/argoproj/argo-cd/v3@v3.2.0", ["manifests/crds/*-crd.yaml"]),
    ("kueue.x-k8s.io", "sigs.k8s.io/kueue@v0.17.0", ["config/components/crd/bases/*.yaml"]),
]

# Kinds that are part of the protocol and never of a manifest.
PROTOCOL = {"DeleteOptions", "WatchEvent", "Status", "APIGroup", "APIGroupList", "APIResourceList", "APIVersions"}

# When versions that no minor of the PyPI package holds any more were removed: the deprecation guide,
# https://kubernetes.io/docs/reference/using-api/deprecation-guide/ (read 2026-11-24).
REMOVED = {
    16: [("extensions/v1beta1", "DaemonSet Deployment ReplicaSet NetworkPolicy PodSecurityPolicy"),
         ("apps/v1beta1", "Deployment StatefulSet ControllerRevision"),
         ("apps/v1beta2", "DaemonSet Deployment ReplicaSet StatefulSet ControllerRevision")],
    22: [("extensions/v1beta1", "Ingress"), ("networking.k8s.io/v1beta1", "Ingress IngressClass"),
         ("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration"),
         ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"), ("apiregistration.k8s.io/v1beta1", "APIService"),
         ("authentication.k8s.io/v1beta1", "TokenReview"),
         ("authorization.k8s.io/v1beta1",
          "LocalSubjectAccessReview SelfSubjectAccessReview SubjectAccessReview SelfSubjectRulesReview"),
         ("certificates.k8s.io/v1beta1", "CertificateSigningRequest"), ("coordination.k8s.io/v1beta1", "Lease"),
         ("rbac.authorization.k8s.io/v1beta1", "ClusterRole ClusterRoleBinding Role RoleBinding"),
         ("rbac.authorization.k8s.io/v1alpha1", "ClusterRole ClusterRoleBinding Role RoleBinding"),
         ("scheduling.k8s.io/v1beta1", "PriorityClass"), ("scheduling.k8s.io/v1alpha1", "PriorityClass"),
         ("storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment")],
    25: [("batch/v1beta1", "CronJob"), ("discovery.k8s.io/v1beta1", "EndpointSlice"), ("events.k8s.io/v1beta1", "Event"),
         ("autoscaling/v2beta1", "HorizontalPodAutoscaler"), ("policy/v1beta1", "PodDisruptionBudget PodSecurityPolicy"),
         ("node.k8s.io/v1beta1", "RuntimeClass"), ("batch/v2alpha1", "CronJob")],
}

SCALARS = {"string", "boolean", "integer", "number", "object"}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def module(name):
    return json.loads(run("go", "mod", "download", "-json", name))["Dir"]


def short(name):
    """`io.k8s.api.core.v1.Container` is `core.v1.Container` here."""
    for prefix in ("io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s.apimachinery.pkg.",
                   "io.k8s.apiextensions-apiserver.pkg.apis.", "io.k8s.kube-aggregator.pkg.apis."):
        if name.startswith(prefix):
            return name[len(prefix):]
    return name


# Types whose JSON form the schema does not tell.
SPECIAL = {
    "util.intstr.IntOrString": "int-or-string",
    "api.resource.Quantity": "quantity",
    "meta.v1.Time": "time",
    "meta.v1.MicroTime": "time",
    "meta.v1.FieldsV1": "object",
    "runtime.RawExtension": "object",
    "apiextensions.v1.JSON": "any",
    "apiextensions.v1.JSONSchemaPropsOrBool": "any",
    "apiextensions.v1.JSONSchemaPropsOrArray": "any",
    "apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
    "apiextensions.v1.CustomResourceSubresourceStatus": "object",
    "core.v1.NodeConfigStatus": "object",
}
FORMATS = {"int32": "int32", "int64": "int64", "byte": "bytes", "date-time": "time", "double": "number"}


def kind_of(schema):
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = [it for it in kind if it != "null"][0]
    return kind


def definitions(folder, minor):
    path = f"{folder}/kubernetes_validate/kubernetes-json-schema/v1.{minor}.0-local/_definitions.json"
    with open(path, encoding="utf-8") as file:
        return json.load(file)["$defs"]


class GoApi:
    """What the comments of k8s.io/api say: closed sets, scopes, limits."""

    def __init__(self, root):
        self.enums, self.fields, self.cluster = {}, {}, set()
        consts, closed = {}, set()
        for path in sorted(glob.glob(f"{root}/*/v*/types*.go")):
            if "swagger_doc" in path:
                continue
            package = ".".join(path[len(root) + 1:].split("/")[:2])
            with open(path, encoding="utf-8") as file:
                self.read(package, file.read(), consts, closed)
        for name in closed:
            if name in consts:
                self.enums[name] = consts[name]

    def read(self, package, text, consts, closed):
        comment, struct = [], None
        for line in text.split("\n"):
            stripped = line.strip()
            if stripped.startswith("//"):
                comment.append(stripped[2:].strip())
                continue
            if match := re.match(r"type (\w+) (\w+)", line):
                name = f"{package}.{match[1]}"
                if "+enum" in comment:
                    closed.add(name)
                if any(it.startswith("+genclient:nonNamespaced") for it in comment):
                    self.cluster.add(name)
                struct = name if match[2] == "struct" else None
            elif match := re.match(r"\s*\w+\s+(\w+)\s*=\s*\"(.*)\"", line):
                consts.setdefault(f"{package}.{match[1]}", []).append(match[2])
            elif struct and (match := re.match(r"\s+\w+\s+(\S+)\s+`.*?json:\"(\w+)", line)):
                notes = {}
                for note in comment:
                    # A limit that is checked from some version on was checked by hand before it.
                    if found := re.match(r"\+(?:k8s:(?:beta|alpha)\(.*?\)=\+)?k8s:(minimum|maximum)=(-?\d+)$", note):
                        notes[found[1]] = found[2]
                    if found := re.match(r"\+default=\"(\w+)\"$", note):
                        notes["default"] = found[1]
                self.fields[(struct, match[2])] = (match[1], notes)
            if stripped == "}":
                struct = None
            # A doc comment may come in two blocks with an empty line between.
            if stripped:
                comment = []

    def enum(self, owner, field):
        """The closed set of a field and of the elements of a list field."""
        typed, _ = self.fields.get((owner, field), ("", {}))
        package = owner.rsplit(".", 1)[0]
        name = typed.lstrip("*[]")
        if name.startswith("v1.") or name.startswith("core.") or name.startswith("corev1."):
            package, name = "core.v1", name.split(".")[1]
        values = self.enums.get(f"{package}.{name}")
        return values, typed.lstrip("*").startswith("[]")


class Writer:
    """Collects lines: `type NAME`, its fields, `alias NAME`, `kind …`."""

    def __init__(self, facts=None):
        self.types, self.aliases, self.kinds, self.facts = {}, {}, [], facts or {}
        self.used, self.same = set(), {}

    def type(self, name, notes, fields):
        """Adds a type, or names the one that is the same already."""
        key = json.dumps([notes, sorted(fields.items())])
        if key in self.same:
            return self.same[key]
        self.same[key] = name
        self.types[name] = (notes, fields)
        return name

    def alias(self, name, expression, notes):
        if not notes:
            return expression
        key = json.dumps([expression, notes])
        name = self.same.setdefault(key, name)
        self.aliases[name] = [expression, *notes]
        return name

    def text(self):
        out = []
        for name, (notes, fields) in sorted(self.types.items()):
            out.append("\t".join(["type", name, *notes]))
            out += ["\t" + "\t".join([field, *rest]) for field, rest in sorted(fields.items())]
        out += ["\t".join(["alias", name, *rest]) for name, rest in sorted(self.aliases.items())]
        out += ["\t".join(["kind", *row]) for row in sorted(self.kinds)]
        return "\n".join(out) + "\n"


def kubernetes(folder, go, facts):
    newest = 37
    minors = list(range(25, newest + 1))
    tables = {minor: definitions(folder, minor) for minor in minors}
    writer = Writer(facts)
    defs = tables[newest]

    def expression(owner, schema):
        if "$ref" in schema:
            name = short(schema["$ref"].split("/")[-1])
            return SPECIAL.get(name, name)
        if "oneOf" in schema:
            raise SystemExit(f"{owner}: oneOf")
        kind = kind_of(schema)
        if kind == "array":
            return f"[{expression(owner, schema['items'])}]"
        if kind == "object" and "additionalProperties" in schema:
            return "{" + expression(owner, schema["additionalProperties"]) + "}"
        if kind is None:
            return "any"
        return FORMATS.get(schema.get("format"), kind)

    for name, schema in sorted(defs.items()):
        name = short(name)
        if name in SPECIAL:
            continue
        if "properties" not in schema:
            typed = expression(name, schema)
            if typed == "object":
                writer.types[name] = ([], {})
            else:
                writer.aliases[name] = [typed]
            continue
        fields = {}
        required = set(schema.get("required", []))
        for field, value in schema["properties"].items():
            typed, notes = expression(f"{name}.{field}", value), []
            if field in required:
                notes.append("required")
            if key := value.get("x-kubernetes-patch-merge-key"):
                notes.append(f"merge={key}")
            strategy = value.get("x-kubernetes-patch-strategy", "")
            if "retainKeys" in strategy:
                notes.append("retain-keys")
            if "merge" in strategy and not key:
                notes.append("merge-set")
            listed = value.get("x-kubernetes-list-type")
            if listed == "map":
                notes.append("keys=" + "|".join(value["x-kubernetes-list-map-keys"]))
            elif listed:
                notes.append(listed)
            values, listed = go.enum(name, field)
            if values and typed in ("string", "[string]"):
                joined = "|".join(sorted(set(values) - {""}))
                if listed:
                    typed = f"[{writer.alias(f'{name}.{field}[]', 'string', ['enum=' + joined])}]"
                else:
                    notes.append("enum=" + joined)
            _, limits = go.fields.get((name, field), ("", {}))
            for limit in ("minimum", "maximum"):
                if limit in limits:
                    notes.append(f"{limit}={limits[limit]}")
            if "default" in limits and typed == "string":
                notes.append("default=" + limits["default"])
            typed, notes = apply_facts(writer, f"{name}.{field}", typed, notes)
            fields[field] = [typed, *notes]
        _, notes = apply_facts(writer, name, "", [])
        sources = sorted(field for field, (typed, *_) in fields.items() if typed not in SCALARS | {"int32", "int64"})
        notes = ["one-of=" + "|".join(sources) if it == "one-of=*" else it for it in notes]
        writer.types[name] = (notes, fields)

    seen = {}
    for minor, table in tables.items():
        for name, schema in table.items():
            for gvk in schema.get("x-kubernetes-group-version-kind", []):
                key = (gvk["group"], gvk["version"], gvk["kind"])
                if gvk["kind"] in PROTOCOL:
                    continue
                first, _, _ = seen.get(key, (minor, None, None))
                seen[key] = (first, minor, short(name))
    for removed, rows in REMOVED.items():
        for api_version, kinds in rows:
            group, version = api_version.split("/")
            for kind in kinds.split():
                seen.setdefault((group, version, kind), (0, removed - 1, ""))
    for (group, version, kind), (first, last, name) in seen.items():
        row = [f"{group}/{version}" if group else version, kind]
        if last == newest:
            row.append(name)
            row.append("cluster" if name in go.cluster or name in CLUSTER else "namespaced")
            if first > minors[0]:
                row.append(f"since=1.{first}")
        else:
            row += ["-", f"removed=1.{last + 1}"]
        writer.kinds.append(row)
    unused = set(facts) - writer.used
    if unused:
        raise SystemExit(f"facts.tsv names what is not there: {sorted(unused)}")
    return writer.text()


# Kinds of other modules than k8s.io/api that live outside every namespace.
CLUSTER = {"apiextensions.v1.CustomResourceDefinition", "apiregistration.v1.APIService"}


def apply_facts(writer, place, typed, notes):
    for fact in writer.facts.get(place, []):
        writer.used.add(place)
        if fact == "optional":
            notes = [it for it in notes if it != "required"]
        else:
            key = fact.split("=")[0]
            notes = [it for it in notes if it.split("=")[0] != key] + [fact]
    return typed, notes


def crds(files):
    import yaml  # comes with the PyPI packages

    writer = Writer()
    for path in files:
        with open(path, encoding="utf-8") as file:
            for document in yaml.safe_load_all(file):
                if document and document.get("kind") == "CustomResourceDefinition":
                    crd(writer, document["spec"])
    return writer.text()


def crd(writer, spec):
    group, kind = spec["group"], spec["names"]["kind"]
    for version in spec["versions"]:
        if not version.get("served", True):
            continue
        base = f"{group}.{version['name']}.{kind}"
        schema = version.get("schema", {}).get("openAPIV3Schema", {})
        typed, _ = crd_type(writer, base, schema, root=True)
        scope = "cluster" if spec["scope"] == "Cluster" else "namespaced"
        writer.kinds.append([f"{group}/{version['name']}", kind, typed, scope])


LIMITS = {"minimum": "minimum", "maximum": "maximum", "minLength": "min-length", "maxLength": "max-length",
          "minItems": "min-items", "maxItems": "max-items", "pattern": "pattern", "minProperties": "min-items",
          "maxProperties": "max-items"}


def crd_type(writer, name, schema, root=False):
    """The expression of a schema, and the notes that belong to the field which holds it."""
    notes = []
    for key, note in LIMITS.items():
        if key in schema and not schema.get("x-kubernetes-int-or-string"):
            value = schema[key]
            if isinstance(value, str) and re.search(r"[\t\n]", value):
                raise SystemExit(f"{name}: pattern with a line break")
            # A schema may repeat the bounds of the type itself, which say nothing.
            if key in ("minimum", "maximum") and abs(value) >= 2**53:
                continue
            notes.append(f"{note}={value}")
    if "enum" in schema:
        values = [it for it in schema["enum"] if it != ""]
        if all(isinstance(it, str) for it in values):
            if any("|" in it or "\t" in it for it in values):
                raise SystemExit(f"{name}: enum")
            notes.append("enum=" + "|".join(values))
    if "default" in schema and isinstance(schema["default"], str) and re.fullmatch(r"\w+", schema["default"]):
        notes.append("default=" + schema["default"])
    listed = schema.get("x-kubernetes-list-type")
    if listed == "map":
        notes.append("keys=" + "|".join(schema["x-kubernetes-list-map-keys"]))
        notes.append("unique")
    elif listed == "set":
        notes += ["set", "unique"]
    elif listed:
        notes.append(listed)

    if schema.get("x-kubernetes-int-or-string"):
        any_of = [it.get("type") for it in schema.get("anyOf", [])]
        quantity = "anyOf" in schema and "pattern" in schema and "numkMGTPE" in str(schema["pattern"])
        return ("quantity" if quantity else "int-or-string"), [it for it in notes if not it.startswith("pattern")]
    if schema.get("x-kubernetes-embedded-resource"):
        return "object", notes
    kind = schema.get("type")
    if kind == "array":
        item, item_notes = crd_type(writer, name + "[]", schema.get("items", {}))
        item = writer.alias(name + "[]", item, [it for it in item_notes])
        return f"[{item}]", notes
    if kind == "object" or "properties" in schema:
        if "properties" in schema:
            fields = {}
            required = set(schema.get("required", []))
            for field, value in schema["properties"].items():
                if root and field == "metadata":
                    fields[field] = ["meta.v1.ObjectMeta"]
                    continue
                typed, field_notes = crd_type(writer, f"{name}.{field}", value)
                # What has a default is filled in before it is checked.
                if field in required and "default" not in value:
                    field_notes = ["required", *field_notes]
                fields[field] = [typed, *field_notes]
            if root:
                fields.setdefault("metadata", ["meta.v1.ObjectMeta"])
                fields.setdefault("apiVersion", ["string"])
                fields.setdefault("kind", ["string"])
            own = [it for it in notes if it.startswith(("min-items", "max-items"))]
            if schema.get("x-kubernetes-preserve-unknown-fields"):
                own = [*own, "open"]
            name = writer.type(name, own, fields)
            return name, [it for it in notes if not it.startswith(("min-items", "max-items"))]
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            value, value_notes = crd_type(writer, name + "{}", extra)
            value = writer.alias(name + "{}", value, value_notes)
            return "{" + value + "}", notes
        if extra or schema.get("x-kubernetes-preserve-unknown-fields"):
            return "object", notes
        return writer.type(name, [], {}), notes
    if kind in SCALARS:
        form = schema.get("format")
        return FORMATS.get(form, kind), notes
    return "any", []


def read_facts():
    facts = {}
    with open(f"{HERE}/kubernetes/facts.tsv", encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                place, *notes = line.split("\t")
                facts.setdefault(place, []).extend(notes)
    return facts


def write(path, source, text):
    with open(f"{HERE}/{path}", "w", encoding="utf-8") as file:
        file.write(f"# Made by schemas/generate.py from {source}, Apache-2.0. Do not edit.\n{text}")
    print(path, len(text))


def main():
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, *PYPI)
        sys.path.insert(0, folder)
        go = GoApi(module(API))
        write("kubernetes/kubernetes.types", f"{PYPI[0]} (PyPI) and {API} (Go)", kubernetes(folder, go, read_facts()))
        for name, source, patterns in MODULES:
            root = module(source)
            files = sorted(path for pattern in patterns for path in glob.glob(f"{root}/{pattern}"))
            write(f"crds/{name}.types", f"{source} (Go)", crds(files))
        # Managed Prometheus's CRDs are in no package; a checkout's `charts/operator/crds` can be named.
        if len(sys.argv) > 1:
            write("crds/monitoring.googleapis.com.types", "https://github.com/GoogleCloudPlatform/prometheus-engine",
                  crds(sorted(glob.glob(f"{sys.argv[1]}/*.yaml"))))


if __name__ == "__main__":
    main()
