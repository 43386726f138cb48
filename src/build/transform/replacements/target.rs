//! Where a value goes.

use super::FieldPath;
use super::Options;
use super::Value;
use super::exact;
use super::field_path;
use super::find::Fault;
use super::find::Make;
use super::find::Walk;
use super::source::Live;
use super::structured;
use crate::build::transform::patches::Take;
use crate::build::transform::patches::selector;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::patch::Selector;
use crate::patch::target::seen_namespace;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;
use crate::yaml::Tag;
use crate::yaml::spelled;

/// Fields of the objects that are selected.
#[derive(Clone, Debug)]
pub(super) struct Target {
    select: Selector,
    reject: Vec<Selector>,
    paths: Vec<FieldPath>,
    options: Options,
    at: Origin,
}

impl Target {
    /// Reads an entry of `targets`.
    pub(super) fn decode(
        node: &Node,
        place: &str,
        take: Take,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let fields = take(node, place, &["select", "reject", "fieldPaths", "options"], diagnostics)?;
        let Some(select) = fields.get("select") else {
            let message = format!("`{place}` has no `select`");
            let finding = Diagnostic::error("replacement-source", node.origin, message)
                .help("say which objects get the value: `select: {kind: Deployment, name: vllm}`");
            return Err(diagnostics.error(finding));
        };
        let select = selector(select, &fields.place("select"), take, diagnostics)?;
        let mut reject = Vec::new();
        for (index, node) in fields.list("reject", diagnostics)?.iter().enumerate() {
            let place = format!("{}[{index}]", fields.place("reject"));
            reject.push(selector(node, &place, take, diagnostics)?);
        }
        let mut paths: Vec<FieldPath> = fields
            .texts("fieldPaths", diagnostics)?
            .iter()
            .map(|node| FieldPath { written: node.as_str().unwrap_or_default().to_owned(), at: node.origin })
            .collect();
        if paths.is_empty() {
            paths.push(FieldPath { written: "metadata.name".to_owned(), at: node.origin });
        }
        let options = match fields.get("options") {
            Some(node) => Options::decode(node, &fields.place("options"), take, diagnostics)?,
            None => Options::default(),
        };
        Ok(Self { select, reject, paths, options, at: node.origin })
    }

    /// Writes the value to all objects that are selected. kustomize says nothing if there are none; we do.
    pub(super) fn apply(
        &self,
        value: &mut Value,
        live: Option<&Live>,
        objects: &mut [Object],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let mut any = false;
        for (index, object) in objects.iter_mut().enumerate() {
            if !self.selects(object, &mut session.diagnostics)? {
                continue;
            }
            any = true;
            let own = live.filter(|live| live.index == index);
            for path in &self.paths {
                if let Some(live) = own {
                    self.make_room(value, object, path, session);
                    live.refresh(value, object, step);
                }
                self.write(value, object, path, step, session)?;
            }
            if let Some(live) = own {
                live.refresh(value, object, step);
            }
        }
        if !any {
            let at = self.select.at.unwrap_or(self.at);
            let message = "the target of the replacement matches no object, so the value goes nowhere";
            let mut finding = Diagnostic::warning("replacement-target-no-match", at, message);
            if let Some(help) = self.select.suggestion(objects) {
                finding = finding.help(help);
            }
            session.diagnostics.push(finding);
        }
        Ok(())
    }

    fn selects(&self, object: &Object, diagnostics: &mut Diagnostics) -> Result<bool, Reported> {
        if !self.select.fits_labels(&object.root, diagnostics)? {
            return Ok(false);
        }
        for reject in &self.reject {
            let asks = reject.labels.is_some() || reject.annotations.is_some();
            // Labels alone suffice to reject, whatever else the selector says.
            if asks && reject.fits_labels(&object.root, diagnostics)? {
                return Ok(false);
            }
        }
        let ids = identities(object);
        let fits = |selector: &Selector| {
            ids.iter()
                .any(|(gvk, name, namespace)| selector.fits_kind(gvk) && selector.fits_name(name, namespace))
        };
        Ok(!self.reject.iter().any(|reject| !reject.names_nothing() && fits(reject)) && fits(&self.select))
    }

    /// Makes the fields that are missing, for they are part of the value if that holds them.
    fn make_room(&self, value: &Value, object: &mut Object, path: &FieldPath, session: &mut Session) {
        if self.options.create && matches!(value.node.data, Data::Map(_) | Data::Seq(_)) {
            let parts = field_path::split(&path.written);
            let mut nothing = |_: &mut Node, _: bool, _: &mut Session| Ok(());
            let make = Make::like(&value.node);
            // What is wrong with the path is told when it is written to.
            let _ =
                Walk { make, origin: path.at, change: &mut nothing }.run(&mut object.root, &parts, session);
        }
    }

    fn write(
        &self,
        value: &Value,
        object: &mut Object,
        path: &FieldPath,
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let parts = field_path::split(&path.written);
        let make = if self.options.create { Make::like(&value.node) } else { Make::Nothing };
        if structured::set(&mut object.root, &parts, value, make, session).is_some() {
            return Ok(());
        }
        let origin = path.at.by(step);
        let options = &self.options;
        let mut change =
            |node: &mut Node, made: bool, session: &mut Session| set(node, made, value, options, session);
        let result = Walk { make, origin, change: &mut change }.run(&mut object.root, &parts, session);
        let written = &path.written;
        let finding = match result {
            Ok(count) if count > 0 => {
                if parts == ["apiVersion"] {
                    object.follow_version();
                }
                return Ok(());
            }
            Ok(_) => {
                let (end, help) = exact::missing(&object.root, &parts);
                let message = format!("the target has no field `{written}`");
                let finding =
                    Diagnostic::error("replacement-field", path.at, message).also(end, "the path ends here");
                match help {
                    Some(help) => finding.help(help),
                    None => finding,
                }
            }
            Err(fault) => {
                let kept = fault.kept;
                let message = format!("`{written}` cannot be written in the target: {}", fault.message);
                let finding = Diagnostic::error(fault.code, path.at, message).also(fault.at, "here");
                let finding = match fault.help {
                    Some(help) => finding.help(help),
                    None => finding,
                };
                if kept {
                    let finding = finding.about(object.reference());
                    session.deferred.push((value.node.origin, finding));
                    return Ok(());
                }
                finding
            }
        };
        Err(session.diagnostics.error(finding.about(object.reference())))
    }
}

/// What selectors are held against: the current identity as written, earlier ones as kustomize stores them.
fn identities(object: &Object) -> Vec<(Gvk, Str, Str)> {
    let current = object.id();
    let mut out = Vec::with_capacity(1 + object.previous.len());
    for past in &object.previous {
        let gvk = Gvk { kind: past.gvk.kind.clone(), ..current.gvk.clone() };
        out.push((gvk, past.name.clone(), seen_namespace(past).into()));
    }
    out.insert(0, (current.gvk, current.name, current.namespace));
    out
}

/// Writes the value to a field. A scalar keeps its type and takes the text; anything else is replaced.
fn set(
    target: &mut Node,
    made: bool,
    value: &Value,
    options: &Options,
    session: &mut Session,
) -> Result<(), Fault> {
    let single = !matches!(target.data, Data::Map(_) | Data::Seq(_));
    let mut text = value.text(session).to_string();
    if !options.delimiter.is_empty() {
        if !single {
            let message = "only a single value can be split".to_owned();
            return Err(Fault { code: "replacement-delimiter", ..Fault::new(message, target.origin) });
        }
        let old = spelled(target, session).or_else(|| target.scalar()).unwrap_or_default();
        let mut pieces: Vec<&str> = old.split(options.delimiter.as_str()).collect();
        match usize::try_from(options.index) {
            Err(_) => pieces.insert(0, &text),
            Ok(index) => match pieces.get_mut(index) {
                Some(piece) => *piece = &text,
                None => pieces.push(&text),
            },
        }
        text = pieces.join(&options.delimiter);
    }
    let origin = session.trace.replace(target.origin, value.node.origin);
    let origin = if made { value.node.origin } else { origin };
    if single && made {
        *target = Node::untyped(&text, Quotes::Plain, origin);
        return Ok(());
    }
    if single {
        let fault = misfit(target, &text, value);
        let fits = target.overwrite(&text, session);
        target.origin = origin;
        if !fits {
            return Err(fault);
        }
    } else if value.untyped {
        *target = Node::untyped(&text, Quotes::Plain, origin);
    } else {
        target.data = value.node.data.clone();
        target.form = value.node.form;
    }
    target.origin = origin;
    Ok(())
}

fn misfit(target: &Node, text: &str, value: &Value) -> Fault {
    let (wanted, help) = match target.tag() {
        Tag::Bool => ("`true` or `false`", None),
        Tag::Null => (
            "null",
            Some(
                "give the field a text in its base, if only `''`: the type of the value that is there stays",
            ),
        ),
        Tag::Int => ("a whole number", None),
        _ => ("a number", None),
    };
    let message = match value.node.scalar() {
        Some(_) => format!("the field holds {wanted}, and `{text}` is none"),
        None => format!("the field holds {wanted}, and the value is no single one"),
    };
    let help = help.map(str::to_owned);
    Fault { code: "replacement-type", help, kept: true, ..Fault::new(message, target.origin) }
}
