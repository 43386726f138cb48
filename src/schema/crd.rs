//! The schemas of custom kinds, from the `CustomResourceDefinition`s that stand in the same tree.
//!
//! Source of the rules: the structural schemas of
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/>.

use super::blob::Blob;
use super::builtin::builtin;
use super::pack::Bounds;
use super::pack::Builder;
use super::pack::Definition;
use super::pack::Kind;
use super::types::Flag;
use super::types::Format;
use super::types::Schemas;
use super::types::Shape;
use crate::object::Gvk;
use crate::object::Object;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Number;
use foldhash::HashSet;

impl Schemas {
    /// The built-in schemas, and before them those of the `CustomResourceDefinition`s among the objects.
    /// Only definitions of kinds that the objects use are read.
    pub fn with_crds(objects: &[Object]) -> Self {
        let crds = || objects.iter().filter(|it| it.kind() == "CustomResourceDefinition");
        let mut builder = Builder::default();
        if crds().next().is_some() {
            let used: HashSet<Gvk> = objects.iter().map(|it| Gvk::of(&it.root)).collect();
            for crd in crds() {
                definition(&mut builder, &used, &crd.root);
            }
        }
        let blob = if builder.is_empty() { Blob::empty() } else { Blob::new(builder.finish()) };
        Self { blob, base: Some(builtin()) }
    }
}

fn definition(builder: &mut Builder, used: &HashSet<Gvk>, crd: &Node) {
    let text = |path: &[&str]| crd.str_at(path).unwrap_or("").to_owned();
    let (group, kind) = (text(&["spec", "group"]), text(&["spec", "names", "kind"]));
    for version in crd.at(&["spec", "versions"]).into_iter().flat_map(Node::items) {
        let Some(name) = version.str_at(&["name"]) else { continue };
        let gvk = Gvk { group: group.as_str().into(), version: name.into(), kind: kind.as_str().into() };
        let Some(schema) = version.at(&["schema", "openAPIV3Schema"]) else { continue };
        if !used.contains(&gvk) || version.get("served").and_then(Node::as_bool) == Some(false) {
            continue;
        }
        let of = object(builder, schema);
        builder.kind(Kind {
            name: kind.clone(),
            group: group.clone(),
            version: name.to_owned(),
            of: Some(of),
            since: 0,
            removed: 0,
            namespaced: crd.str_at(&["spec", "scope"]) != Some("Cluster"),
        });
    }
}

/// The type of an object as a whole: its `metadata` is that of every object.
fn object(builder: &mut Builder, schema: &Node) -> u32 {
    let mut of = convert(builder, schema);
    of.shape = Shape::Object;
    of.fields.retain(|(name, _, _)| !matches!(name.as_str(), "metadata" | "apiVersion" | "kind"));
    let text = builder.add(Definition::new(Shape::String));
    let metadata = builder.add(Definition::new(Shape::Metadata));
    for (name, inner) in [("apiVersion", text), ("kind", text), ("metadata", metadata)] {
        of.fields.push((name.to_owned(), inner, false));
    }
    builder.add(of)
}

fn is_true(schema: &Node, key: &str) -> bool {
    schema.get(key).and_then(Node::as_bool) == Some(true)
}

fn convert(builder: &mut Builder, schema: &Node) -> Definition {
    let mut of = shape(builder, schema);
    if is_true(schema, "x-kubernetes-preserve-unknown-fields") {
        of.set(Flag::Open);
        if of.shape == Shape::Object && of.fields.is_empty() {
            of.shape = Shape::Free;
        }
    }
    if !matches!(of.shape, Shape::IntOrString | Shape::Quantity) {
        of.limits = bounds(schema);
    }
    let texts = |node: &Node| node.items().map(|it| it.as_str().map(str::to_owned)).collect();
    if let Some(Some(values)) = schema.get("enum").map(|it| -> Option<Vec<String>> { texts(it) })
        && of.shape == Shape::String
    {
        of.values = values;
        of.values.sort();
    }
    match schema.str_at(&["x-kubernetes-list-type"]) {
        Some("map") => {
            let keys = schema.get("x-kubernetes-list-map-keys");
            of.keys =
                keys.into_iter().flat_map(Node::items).filter_map(Node::as_str).map(str::to_owned).collect();
            of.set(Flag::Unique);
        }
        Some("set") => {
            of.set(Flag::Set);
            of.set(Flag::Unique);
        }
        Some(_) => of.set(Flag::Atomic),
        None => {}
    }
    of.default = schema.str_at(&["default"]).map(str::to_owned);
    of
}

fn shape(builder: &mut Builder, schema: &Node) -> Definition {
    if is_true(schema, "x-kubernetes-int-or-string") {
        // A quantity is published as such a value with a pattern of its suffixes.
        let quantity = schema.str_at(&["pattern"]).is_some_and(|it| it.contains("numkMGTPE"));
        return Definition::new(if quantity { Shape::Quantity } else { Shape::IntOrString });
    }
    if is_true(schema, "x-kubernetes-embedded-resource") {
        return Definition::new(Shape::Free);
    }
    let format = schema.str_at(&["format"]);
    let properties = schema.get("properties").and_then(Node::as_map);
    let (shape, format) = match (schema.str_at(&["type"]), format) {
        (Some("object") | None, _) if properties.is_some() => return fields(builder, schema),
        (Some("object"), _) => return map(builder, schema),
        (Some("array"), _) => {
            let inner = match schema.get("items") {
                Some(items) => convert(builder, items),
                None => Definition::new(Shape::Any),
            };
            let of = builder.add(inner);
            return Definition { of, ..Definition::new(Shape::List) };
        }
        (Some("string"), Some("date-time")) => (Shape::Time, Format::None),
        (Some("string"), Some("byte")) => (Shape::Bytes, Format::None),
        (Some("string"), _) => (Shape::String, Format::None),
        (Some("integer"), Some("int32")) => (Shape::Integer, Format::Int32),
        (Some("integer"), Some("int64")) => (Shape::Integer, Format::Int64),
        (Some("integer"), _) => (Shape::Integer, Format::None),
        (Some("number"), _) => (Shape::Number, Format::None),
        (Some("boolean"), _) => (Shape::Boolean, Format::None),
        _ => (Shape::Any, Format::None),
    };
    Definition { format, ..Definition::new(shape) }
}

fn fields(builder: &mut Builder, schema: &Node) -> Definition {
    let mut of = Definition::new(Shape::Object);
    let required: Vec<&str> =
        schema.get("required").into_iter().flat_map(Node::items).filter_map(Node::as_str).collect();
    for entry in schema.get("properties").and_then(Node::as_map).into_iter().flatten() {
        let inner = convert(builder, &entry.value);
        let inner = builder.add(inner);
        // What has a default is filled in before it is checked.
        let required = required.contains(&entry.key.as_str()) && entry.value.get("default").is_none();
        of.fields.push((entry.key.to_string(), inner, required));
    }
    of
}

fn map(builder: &mut Builder, schema: &Node) -> Definition {
    match schema.get("additionalProperties") {
        Some(Node { data: Data::Map(_), .. }) => {
            let inner = schema.get("additionalProperties").map(|it| convert(builder, it));
            let of = builder.add(inner.unwrap_or_else(|| Definition::new(Shape::Any)));
            Definition { of, ..Definition::new(Shape::Map) }
        }
        Some(Node { data: Data::Bool(true), .. }) => Definition::new(Shape::Free),
        _ => Definition::new(Shape::Object),
    }
}

fn bounds(schema: &Node) -> Bounds {
    let number = |key: &str| match &schema.get(key)?.data {
        Data::Number(text) => Number::parse(text),
        _ => None,
    };
    let count = |keys: [&str; 2]| {
        let value = keys.into_iter().find_map(number)?.as_i64()?;
        u32::try_from(value).ok()
    };
    let none = Bounds::default();
    Bounds {
        minimum: number("minimum").map_or(none.minimum, |it| it.as_f64().to_bits()),
        maximum: number("maximum").map_or(none.maximum, |it| it.as_f64().to_bits()),
        min_length: count(["minLength"; 2]).unwrap_or(none.min_length),
        max_length: count(["maxLength"; 2]).unwrap_or(none.max_length),
        min_items: count(["minItems", "minProperties"]).unwrap_or(none.min_items),
        max_items: count(["maxItems", "maxProperties"]).unwrap_or(none.max_items),
        pattern: schema.str_at(&["pattern"]).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Session;
    use crate::object::Object;
    use crate::schema::Validations;
    use crate::schema::check_all;
    use crate::yaml::Rules;

    const CRD: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            required: [size, colour]
            properties:
              size: {type: integer, minimum: 1, maximum: 9}
              colour: {type: string, enum: [red, blue], default: red}
              port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              memory: {x-kubernetes-int-or-string: true, pattern: '^([KMGTPE]i)|[numkMGTPE]|$'}
              name: {type: string, pattern: '^[a-z]+$', maxLength: 5}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              closed: {type: object}
              map: {type: object, additionalProperties: {type: array, items: {type: boolean}}}
              parts:
                type: array
                maxItems: 2
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [id]
                items: {type: object, required: [id], properties: {id: {type: string}}}
";

    fn findings(widget: &str) -> Vec<String> {
        let mut session = Session::default();
        let text =
            format!("{CRD}---\napiVersion: example.com/v1\nkind: Widget\nmetadata: {{name: a}}\n{widget}");
        let file = session.files.add("a.yaml", text);
        let roots = crate::yaml::parse(file, Rules::Resource, &mut session).unwrap();
        let objects: Vec<Object> = roots.into_iter().map(Object::new).collect();
        check_all(&objects, &mut session);
        assert!(session.diagnostics.unchecked().is_empty());
        session.diagnostics.all().iter().map(|it| format!("{} {}", it.code, it.message)).collect()
    }

    #[test]
    fn objects_are_checked_by_the_definition_beside_them() {
        let good = "spec: {size: 3, port: http, memory: 1Gi, name: abc, free: {a: 1}, map: {a: [true]}, parts: [{id: x}]}\n";
        assert_eq!(findings(good), [""; 0]);
        let bad = "spec: {size: 10, colour: green, port: 1.5, memory: 1GB, name: ABC, closed: {a: 1}, map: {a: [1]}, \
                   parts: [{id: x}, {id: x}, {}], sise: 1}\nlabels: {}\n";
        assert_eq!(
            findings(bad),
            [
                "schema-invalid-value `spec.size` must be at most 9, not 10",
                "schema-invalid-value `spec.colour` is \"green\", which is not one of `blue`, `red`",
                "schema-wrong-type `spec.port` must be a whole number or text, not the number `1.5`",
                "schema-invalid-value `spec.memory` must be a quantity such as `500m` or `4Gi`, not \"1GB\"",
                "schema-invalid-value `spec.name` is \"ABC\", which does not match `^[a-z]+$`",
                "schema-unknown-field `spec.closed` has no field `a`",
                "schema-wrong-type `spec.map.a[0]` must be `true` or `false`, not the number `1`",
                "schema-invalid-value `spec.parts` must have at most 2 elements, not 3",
                "schema-missing-field `spec.parts[2]` lacks `id`",
                "schema-duplicate-key `spec.parts[1]` is a second element with `id: x`",
                "schema-unknown-field `spec` has no field `sise`",
                "schema-unknown-field the object has no field `labels`",
            ]
        );
        assert_eq!(findings(""), ["schema-missing-field the object lacks `spec`"]);
    }

    /// The rules of the definition, in the place of its first ones, and what they make of a widget.
    fn judged(rules: &str, spec: &str) -> (Vec<String>, usize) {
        let schema = "            required: [size, colour]\n";
        let crd = CRD.replace(schema, &format!("{schema}            x-kubernetes-validations: {rules}\n"));
        assert_ne!(crd, CRD);
        let mut session = Session::default();
        let widget = format!("---\napiVersion: example.com/v1\nkind: Widget\nmetadata: {{name: a}}\n{spec}");
        let file = session.files.add("widgets.yaml", format!("{crd}{widget}"));
        let parsed = crate::yaml::parse(file, Rules::Resource, &mut session).unwrap();
        let objects: Vec<Object> = parsed.into_iter().map(Object::new).collect();
        let mut validations = Validations::of(&objects);
        for object in &objects {
            validations.check(object, &mut session);
        }
        validations.name_skipped(&mut session);
        let found =
            session.diagnostics.all().iter().map(|it| format!("{} {}", it.code, it.message)).collect();
        (found, session.diagnostics.unchecked().len())
    }

    #[test]
    fn rules_in_cel_are_evaluated() {
        let spec = "spec: {size: 3, colour: blue, parts: [{id: x}, {id: y}]}\n";
        let none: Vec<String> = Vec::new();
        assert_eq!(judged("[{rule: self.size > 1}]", spec), (none.clone(), 0));
        assert_eq!(
            judged("[{rule: 'has(self.name) || self.parts.all(p, p.id != \"z\")'}]", spec),
            (none.clone(), 0)
        );
        let broken = |message: &str| (vec![format!("schema-failed-validation `spec`: {message}")], 0);
        assert_eq!(judged("[{rule: self.size > 3, message: too small}]", spec), broken("too small"));
        assert_eq!(judged("[{rule: self.size > 3}]", spec), broken("failed rule: self.size > 3"));
        assert_eq!(
            judged("[{rule: self.size > 3, messageExpression: '\"not \" + self.colour'}]", spec),
            broken("not blue")
        );
        // A change, what only Kubernetes knows, and a fault.
        assert_eq!(judged("[{rule: self.size == oldSelf.size}]", spec), (none.clone(), 0));
        assert_eq!(judged("[{rule: isURL(self.colour)}]", spec), (none.clone(), 1));
        assert_eq!(judged("[{rule: self.absent == 1}]", spec), (none.clone(), 1));
        assert_eq!(judged("[{rule: 'self.size ='}]", spec), (none, 1));
    }
}
